"""The files of docs/serving/, as a server has them: only paths and ports are a test's own."""

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

SERVING = ROOT / "docs" / "serving"
CODE = "/opt/coursebook/current"
NAME = "training.example.org"
SERVICES = ("coursebook-web.service", "coursebook-jobs.service", "coursebook-mail.service")
COMMON = "coursebook-.service.d/common.conf"

FILLED_IN = {
    "SECRET_KEY": "a key of the tests' own, which is long enough",
    "PUBLIC_URL": f"https://{NAME}",
    "MAIL_SERVER": "127.0.0.1",
    "MAIL_DEFAULT_SENDER": "training@example.org",
    "METRICS_TOKEN": "a token of the tests' own",
}
"""What whoever sets up a server writes into the blanks of coursebook.env."""


def text_of(name: str) -> str:
    return (SERVING / name).read_text(encoding="utf-8")


def entries(name: str) -> list[tuple[str, str]]:
    """The "Name=value" lines of a unit, or of the settings file, in their order; comments and sections left out."""
    lines = [line.partition("=") for line in text_of(name).splitlines() if "=" in line and not line.startswith("#")]
    return [(key, value) for key, _, value in lines]


def command_of(service: str) -> list[str]:
    """What a unit starts, without the folder of its program."""
    words = shlex.split(dict(entries(service))["ExecStart"])
    assert words[0].startswith(f"{CODE}/.venv/bin/")
    return [words[0].removeprefix(f"{CODE}/.venv/bin/"), *words[1:]]


def options_for_connections() -> tuple[str, ...]:
    """Of the web server's unit: how many connections a worker takes at once, and how long it keeps them."""
    words = command_of("coursebook-web.service")
    return tuple(
        word for name in ("--worker-connections", "--keep-alive") for word in (name, words[words.index(name) + 1])
    )


def filled_in_settings(**changed: str) -> dict[str, str]:
    """The environment of a service by coursebook.env, its blanks filled in, its paths a test's own."""
    given = {name: value.strip("'") for name, value in entries("coursebook.env")}
    blank = {name for name, value in given.items() if not value}
    assert blank == set(FILLED_IN)
    return {**given, **FILLED_IN, **changed}


def moved(text: str, paths: Mapping[str, object]) -> str:
    """With other paths; each must be there."""
    for path, new in paths.items():
        assert path in text, f"{path} is not in it"
        text = text.replace(path, str(new))
    return text


def program(name: str, package: str) -> str:
    """The path of a Debian program. Skips the test, with the reason, where it isn't installed."""
    found = shutil.which(name, path=f"{Path('/usr/sbin')}:{Path('/usr/bin')}")
    if found is None:
        pytest.skip(f"NO {name.upper()}: apt-get install {package}")
    return found
