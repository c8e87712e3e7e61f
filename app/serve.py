"""Everything in one go, for a first look and for one machine: database, demo, web server, scheduler and mail worker."""

import signal
import socket
import subprocess
import sys
import time
from types import FrameType

import click
import flask_migrate
from flask import Flask, current_app
from sqlalchemy import exists, select

from app.accounts.models import User
from app.accounts.people import queries as people
from app.accounts.setting_up.cli import offer_set_up
from app.accounts.signing_in import services as signing_in
from app.accounts.signing_in.cli import LINK_LASTS
from app.core import clock
from app.core.database import db, refresh_statistics
from app.core.errors import Refusal, in_plain_words
from app.core.links import Secret
from app.demo.loading.load import load_demo

GRACE = 10  # seconds for a process to finish what it is at


def install(app: Flask) -> None:
    app.cli.add_command(up)


@click.command("up")
@in_plain_words
def up() -> None:
    """Migrate, load the demo if the database is empty (not with DEMO=no), then serve until Ctrl-C."""
    port = current_app.config["PORT"]
    _must_be_free(port)
    flask_migrate.upgrade()
    is_empty = not db.session.scalar(select(exists().select_from(User)))
    if is_empty and current_app.config["DEMO"] and current_app.config["ENVIRONMENT"] != "production":
        click.echo("The database is empty: loading the demo programme…")
        load_demo(at=clock.now())
        refresh_statistics()
    _print_how_to_sign_in()
    offer_set_up()
    db.session.remove()
    _serve(port)


def _must_be_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refusal(f"Port {port} is taken. Choose another: make run PORT=5050") from error


def _print_how_to_sign_in() -> None:
    click.echo(f"\nCoursebook is at {current_app.config['PUBLIC_URL']} (Ctrl-C stops it)\n")
    for role, email in (
        ("the training manager", "manager@example.org"),
        ("a practitioner", "practitioner@example.org"),
    ):
        user = people.user_by_email(email)
        if user:
            proof = signing_in.new_proof(email=user.email, at=clock.now(), lasts=LINK_LASTS)
            click.echo(f"Sign in as {role}, {email}:\n  {Secret('sign-in', proof.id).reveal()}")
    port = current_app.config["PORT"]
    if people.user_by_email("manager@example.org"):
        click.echo(f"Each link works once. For another: PORT={port} .venv/bin/flask --app wsgi sign-in-link ADDRESS\n")


def _serve(port: int) -> None:
    """Run web server, scheduler and mail worker; when one ends or we are told to stop, stop all and wait for them."""
    processes = [
        _started("gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2",
                 "--threads", "4", "--log-level", "warning", "wsgi:app"),
        _started("flask", "--app", "wsgi", "run-jobs"),
        _started("flask", "--app", "wsgi", "deliver-mail"),
    ]  # fmt: skip
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    while not stopping and all(process.poll() is None for process in processes):
        time.sleep(0.2)
    ended = [f"{name} {_how_it_ended(process.returncode)}"
             for name, process in zip(("The web server", "The scheduler", "The mail worker"), processes, strict=True)
             if process.poll() is not None]  # fmt: skip
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if not stopping:
        raise Refusal(f"{' and '.join(ended)}. What it had to say is above.")
    click.echo("\nCoursebook has stopped.")


def _started(*module: str) -> subprocess.Popen[bytes]:
    """In a process group of its own: Ctrl-C in the terminal reaches us alone, and we stop it in order. A worker of the
    web server that is interrupted itself may wait for its own threads for ever."""
    return subprocess.Popen([sys.executable, "-m", *module], process_group=0)  # noqa: S603 (our own modules)


def _how_it_ended(code: int) -> str:
    """A negative code is the signal that ended it."""
    return f"ended by itself with exit code {code}" if code >= 0 else f"was ended by signal {-code}"
