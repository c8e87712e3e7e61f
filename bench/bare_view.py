"""A Flask application that does nothing: as many bytes as its address says. Pages are measured beside it."""

from functools import cache

from flask import Flask

app = Flask(__name__)


@app.get("/healthz")
def healthz() -> str:
    return "alive"


@app.get("/<int:size>")
def answer(size: int) -> str:
    return _words(size)


@cache
def _words(size: int) -> str:
    return "x" * size
