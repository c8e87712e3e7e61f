"""A web application whose visitors wait for each other: it answers once MEETS of them are here at the same time."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

PATIENCE = 20
"""Seconds after which whoever still waits is turned away."""


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """At /<meeting>/<visitor>: 200 when all have come, 503 when not. At /healthz: 200."""
    answer = (
        "200 OK" if environ["PATH_INFO"] == "/healthz" or _all_came(environ["PATH_INFO"]) else "503 Service Unavailable"
    )
    start_response(answer, [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return []


def _all_came(path: str) -> bool:
    here = Path(os.environ["MEETS_IN"]) / path.strip("/")
    here.parent.mkdir(exist_ok=True)
    here.touch()
    until = time.monotonic() + PATIENCE
    while len(list(here.parent.iterdir())) < int(os.environ["MEETS"]):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True
