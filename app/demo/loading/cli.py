"""Loading the demo from the command line."""

from functools import cache

import click
from flask import Flask, current_app
from sqlalchemy import exists, select

from app.core import clock
from app.core.database import db, refresh_statistics
from app.core.errors import Refusal, in_plain_words
from app.demo.loading.load import load_demo
from app.demo.models import DemoLoading


def install(app: Flask) -> None:
    """The frame of each page asks whether to say that nothing here is real.

    In production the demo can't be loaded, so each process looks once.
    """
    app.cli.add_command(demo)
    is_demo = cache(_is_demo) if app.config["ENVIRONMENT"] == "production" else _is_demo
    app.context_processor(lambda: {"is_demo": is_demo})


def _is_demo() -> bool:
    return bool(db.session.scalar(select(exists().select_from(DemoLoading))))


@click.command("demo")
@in_plain_words
def demo() -> None:
    """Load the demo programme into an empty database."""
    if current_app.config["ENVIRONMENT"] == "production":
        raise Refusal("The demo is for trying Coursebook out: it doesn't load in production.")
    load_demo(at=clock.now())
    refresh_statistics()
    click.echo("The demo programme is loaded.")
