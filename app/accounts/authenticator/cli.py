"""For a manager who has lost phone and recovery codes, where there is no other."""

import click
from flask import Flask

from app.accounts.authenticator import services
from app.accounts.people import queries as people
from app.core import clock
from app.core.errors import Refusal, in_plain_words


def install(app: Flask) -> None:
    app.cli.add_command(reset_authenticator)


@click.command("reset-authenticator")
@click.argument("email")
@in_plain_words
def reset_authenticator(email: str) -> None:
    """Let somebody sign in without the code of their authenticator app."""
    user = people.user_by_email(email)
    if user is None:
        raise Refusal(f"Nobody has an account with the address {email}.")
    services.reset(user, by=None, at=clock.now())
    click.echo(f"The authenticator app of {user.email} is reset. They are told by mail.")
