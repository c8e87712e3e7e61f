"""Accounts from the command line, for the first manager and for a day without mail."""

from datetime import timedelta

import click
from flask import Flask

from app.accounts.people import queries as people_queries
from app.accounts.people import services as people_services
from app.accounts.signing_in import services
from app.core import clock
from app.core.errors import Refusal, in_plain_words
from app.core.links import Secret
from app.core.roles import Role
from app.personal.rules_addresses import NotAnAddress, normal_address

LINK_LASTS = timedelta(hours=24)
LONGEST = 200  # characters of a name


def install(app: Flask) -> None:
    app.cli.add_command(create_user)
    app.cli.add_command(sign_in_link)


@click.command("create-user")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--name", required=True)
@click.option("--agency", help="The employer's name; a new name is added to the list of agencies.")
@in_plain_words
def create_user(email: str, role: str, name: str, agency: str | None) -> None:
    """Create an account."""
    employer = None if agency is None else _one_line(agency, "agency")
    user = people_services.create_user(
        email=_checked(email), name=_one_line(name, "person"), role=Role(role), agency_name=employer, at=clock.now()
    )
    click.echo(f"Created {user.email} as {user.role}.")


@click.command("sign-in-link")
@click.argument("email")
@in_plain_words
def sign_in_link(email: str) -> None:
    """Print a link that signs this person in once, within 24 hours."""
    user = people_queries.user_by_email(email)
    if user is None:
        raise Refusal(f"Nobody has an account with the address {email}.")
    proof = services.new_proof(email=user.email, at=clock.now(), lasts=LINK_LASTS)
    click.echo(Secret("sign-in", proof.id).reveal())


def _one_line(name: str, whose: str) -> str:
    """A name as a form takes it: on one line, and not too long."""
    words = " ".join(name.split())
    if not words or not words.isprintable():
        raise Refusal(f"Give the {whose}'s name, on one line.")
    if len(words) > LONGEST:
        raise Refusal(f"A name can have {LONGEST} characters at most.")
    return words


def _checked(email: str) -> str:
    try:
        return normal_address(email)
    except NotAnAddress as error:
        raise Refusal(f"{email!r} is not an e-mail address.") from error
