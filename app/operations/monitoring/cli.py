"""Asking at the command line what runs."""

import click
from flask import Flask

from app.operations.version import version


def install(app: Flask) -> None:
    app.cli.add_command(say_version)


@click.command("version")
def say_version() -> None:
    """Say which version of Coursebook this is, as CHANGELOG.md numbers them."""
    click.echo(f"Coursebook {version()}")
