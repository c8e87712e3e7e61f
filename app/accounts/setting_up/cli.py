"""The set-up link, printed and mailed."""

import click
from flask import Flask, current_app

from app.accounts.setting_up import services
from app.accounts.setting_up.emails import SET_UP
from app.accounts.staff.queries import has_manager
from app.core import clock
from app.core.errors import in_plain_words


def install(app: Flask) -> None:
    app.cli.add_command(set_up_link)


@click.command("set-up-link")
@in_plain_words
def set_up_link() -> None:
    """Print the link by which the first training manager sets up an empty installation."""
    services.must_be_empty()
    click.echo(SET_UP.reveal())


def offer_set_up() -> None:
    """Where there is no training manager yet: print the link, and mail it to FIRST_MANAGER, once."""
    if has_manager():
        return
    click.echo(
        f"Nobody has set up Coursebook yet. Open this link, and you are its training manager:\n  {SET_UP.reveal()}"
    )
    email = current_app.config["FIRST_MANAGER"]
    if email and services.mail_set_up_link(email=email, at=clock.now()):
        click.echo(f"It is on its way to {email}, too.")
