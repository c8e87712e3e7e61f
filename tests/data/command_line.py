"""The commands as others script them. Whatever is asked of them, a traceback is no answer."""

import os
import subprocess
import sys
from dataclasses import dataclass

from flask import Flask

from app.core.database import db
from tests.conftest import ROOT, settings


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def call(app: Flask, *arguments: object) -> Said:
    """A command run within this process. An exception that it lets escape escapes here too."""
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=[str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    db.session.rollback()  # so that the test sees what the command wrote
    return Said(result.exit_code, result.stdout, result.stderr)


def run(*arguments: object, database: str, **more_settings: str) -> Said:
    """`flask --app wsgi …` in a process of its own, which knows nothing of this machine's settings."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *(str(argument) for argument in arguments)],
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", os.defpath), **settings(database, **more_settings)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Said(done.returncode, done.stdout, done.stderr)
