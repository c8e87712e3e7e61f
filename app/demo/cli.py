"""Loading the demo from the command line."""

import click
from flask import Flask, current_app

from app.core import clock
from app.core.errors import Refusal, in_plain_words
from app.demo.load import load_demo


def install(app: Flask) -> None:
    app.cli.add_command(demo)


@click.command("demo")
@in_plain_words
def demo() -> None:
    """Load the demo programme into an empty database."""
    if current_app.config["ENVIRONMENT"] == "production":
        raise Refusal("The demo is for trying Coursebook out: it doesn't load in production.")
    load_demo(at=clock.now())
    click.echo("The demo programme is loaded.")
