"""The same deed by several at once, each in a thread with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.database import db


def at_once(app: Flask, deed: Callable[[], Any], people: int = 6) -> list[Any]:
    """What each of them got, in a thread and with a connection of its own; together they start."""
    barrier = Barrier(people)
    db.session.rollback()

    def do(_: int) -> Any:
        with app.app_context():
            db.session.scalar(select(1))  # connected before the start
            barrier.wait(20)
            return deed()

    with ThreadPoolExecutor(people) as threads:
        return list(threads.map(do, range(people)))
