"""Restoring and upgrading from the command line."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
from flask import Flask, current_app

from app.accounts.people import queries as people
from app.accounts.signing_in import services as signing_in
from app.core import clock
from app.core.errors import in_plain_words
from app.core.links import Secret
from app.core.roles import Role
from app.operations.backups import connection
from app.operations.restoring import services, services_upgrading
from app.operations.restoring.services import Restored
from app.web.formatting import clock_time, count, long_date

LINK_LASTS = timedelta(hours=24)


def install(app: Flask) -> None:
    app.cli.add_command(restore)
    app.cli.add_command(upgrade)


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Also where the database holds people: all of it is replaced.")
@in_plain_words
def restore(file: Path, replace: bool) -> None:
    """Put a backup in the place of what is there. Nothing is mailed until somebody presses "Start mail"."""
    restored = services.restore_backup(
        file.absolute(),
        house=connection.surroundings(),
        keep=_folder_of_backups(),
        may_replace=replace,
        at=clock.now(),
    )
    _tell(restored)
    _print_how_to_sign_in()


@click.command("upgrade")
@in_plain_words
def upgrade() -> None:
    """Back up, migrate, check, and say how to go back."""
    upgraded = services_upgrading.upgrade(house=connection.surroundings(), keep=_folder_of_backups(), at=clock.now())
    if upgraded.kept:
        click.echo(f"Backed up to {upgraded.kept} first.")
    if upgraded.was == upgraded.now:
        click.echo(f"There is nothing to migrate: the database is at revision {upgraded.now}, and nothing was changed.")
    else:
        click.echo(f"Migrated from {upgraded.was or 'an empty database'} to {upgraded.now}; tables and models agree.")
        click.echo(services_upgrading.how_to_go_back(upgraded.kept))
    _tell_of_broken(upgraded.broken)
    if upgraded.broken:
        raise SystemExit(1)
    click.echo("All that must hold holds. Start Coursebook again.")


def _folder_of_backups() -> Path:
    """BACKUP_TO, or the folder of our own, which is made."""
    if current_app.config["BACKUP_TO"]:
        return Path(current_app.config["BACKUP_TO"]).absolute()
    connection.WITHOUT_BACKUP_TO.mkdir(parents=True, exist_ok=True)
    return connection.WITHOUT_BACKUP_TO


def _tell(restored: Restored) -> None:
    made = restored.manifest.made_at
    click.echo(
        f"Restored the backup of {long_date(made)}, {clock_time(made)}: {count(restored.rows, 'row')} in "
        f"{count(len(restored.manifest.rows), 'table')}, as many as it says, and {count(restored.uploads, 'upload')}."
    )
    if restored.is_migrated:
        click.echo("It was made by an earlier version, and has been migrated to this one.")
    if restored.kept:
        click.echo(f"What was here before is in {restored.kept}")
    click.echo("Mail is held back: nothing leaves until you press “Start mail” on the outbox page.")
    for line in _what_is_another(restored):
        click.echo(line)
    _tell_of_broken(restored.broken)


def _what_is_another(restored: Restored) -> Iterator[str]:
    """Than it was when the backup was made, a line each."""
    if restored.lost_keys:
        yield (
            "SECRET_KEY is another than then: links, codes and sign-ins made before won’t work, and authenticator "
            "apps only by a recovery code. "
            "If you have the earlier key, put it into SECRET_KEY_FALLBACKS."
        )
    for name in restored.changed_secrets:
        yield f"{name} is another than then."
    for name, then, now in restored.changed_settings:
        yield f"{name} was {_said(then)}, and is {_said(now)} now."


def _said(value: str | None) -> str:
    return "not set" if value is None else repr(value)


def _tell_of_broken(broken: list[str]) -> None:
    for line in broken:
        click.echo(line, err=True)
    if broken:
        click.echo(
            "These rows break a rule. Start Coursebook, give its jobs a minute, and run: "
            "flask --app wsgi check-invariants",
            err=True,
        )


def _print_how_to_sign_in() -> None:
    manager = next((user for user in people.training_team() if user.role is Role.TRAINING_MANAGER), None)
    if manager is None:
        click.echo("There is no training manager in it: flask --app wsgi create-user, then sign-in-link.")
        return
    proof = signing_in.new_proof(email=manager.email, at=clock.now(), lasts=LINK_LASTS)
    click.echo(f"Sign in once as {manager.email}, within 24 hours:\n  {Secret('sign-in', proof.id).reveal()}")
