"""The people of `bench.learning_week`, by Locust, in a process of their own: gevent changes how everything waits.

Reads what it needs to know from the file it is given (`Opening`), and writes beside it what came of it.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import random  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402
from locust import FastHttpUser, task  # noqa: E402
from locust.env import Environment  # noqa: E402
from locust.exception import StopUser  # noqa: E402
from locust.runners import LocalRunner  # noqa: E402

FORM_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
A_CODE_COMES_WITHIN = 120
"""Seconds; the person gives up then, which is an error."""

BETWEEN_PAGES = 1.0, 4.0
"""Seconds of reading."""


class Person(FastHttpUser):
    """Opens the programme, then books three sessions: who is new by a code that comes by mail, the others signed in."""

    opening: dict[str, Any] = {}
    waiting: list[dict[str, Any]] = []
    done: list[int] = []
    connection_timeout = network_timeout = 60.0

    def on_start(self) -> None:
        self.turns = [Person.waiting.pop()]

    @task
    def book(self) -> None:
        if not self.turns:  # the only one ended in an error, which the runner has kept
            raise StopUser
        try:
            self._book_as(self.turns.pop())
        finally:
            Person.done.append(1)
        raise StopUser

    def _book_as(self, me: dict[str, Any]) -> None:
        # As nginx asks: a connection each. One kept open may be closed just as it is used again.
        self.address = {"X-Forwarded-For": me["address"], "Connection": "close"}
        if me["cookie"]:
            self.address["Cookie"] = me["cookie"]
        self._open("/", "the programme")
        first, *others = me["sessions"]
        if me["cookie"]:
            others = me["sessions"]
        elif not self._book_as_a_stranger(first, me):
            return
        for session in others:
            page = self._open(f"/sessions/{session}", "a session’s page")
            self._send(f"/sessions/{session}/book-now", "book now", page, {}, arrives="/bookings/")

    def _book_as_a_stranger(self, session: int, me: dict[str, Any]) -> bool:
        self._open(f"/sessions/{session}", "a session’s page")
        page = self._open(f"/sessions/{session}/book", "the form")
        at = self._send(f"/sessions/{session}/book", "the form sent", page, me["typed"], arrives="/bookings/held/")
        code = at and self._code(me["typed"]["email"])
        if not code:
            return False
        return bool(self._send(at[0], "the code typed", at[1], {"code": code}, arrives="/bookings/"))

    def _open(self, path: str, name: str) -> str:
        gevent.sleep(random.uniform(*BETWEEN_PAGES) * Person.opening["patience"])
        with self.client.get(path, name=name, headers=self.address, catch_response=True) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code}")
            return answer.text or ""

    def _send(self, path: str, name: str, page: str, typed: dict[str, str], *, arrives: str) -> Any:
        """Where it led to, and the page there; nothing where that isn't where it should lead."""
        gevent.sleep(random.uniform(*BETWEEN_PAGES) * Person.opening["patience"])
        token = FORM_TOKEN.search(page)
        form = typed | {"csrf_token": token[1] if token else ""}
        options = {"headers": self.address, "catch_response": True, "allow_redirects": False}
        with self.client.post(path, form, name=name, **options) as answer:
            leads_to = answer.headers.get("Location", "") if answer.headers else ""
            if answer.status_code not in (302, 303) or arrives not in leads_to:
                said = re.search(r"error-summary.*?</ul>|<h1.*?</h1>", answer.text or "", re.DOTALL)
                answer.failure(f"{answer.status_code} {re.sub(r'<[^>]*>|  +', ' ', said[0])[:200] if said else ''}")
                return None
        return leads_to, self._open(leads_to, f"the page after {name}")

    def _code(self, email: str) -> str:
        """As soon as the mail is there."""
        mail = Path(Person.opening["mail"]) / email
        for _ in range(A_CODE_COMES_WITHIN * 5):
            if mail.exists():
                return mail.read_text()
            gevent.sleep(0.2)
        self.environment.events.request.fire(
            request_type="MAIL",
            name="the code",
            response_time=0,
            response_length=0,
            exception=TimeoutError(),
            context={},
        )
        return ""


def _come(runner: LocalRunner, how_many: int, seconds: float) -> None:
    """Evenly over so many seconds, each once. Locust's own pace is that of people at work: it replaces who is done."""
    began = time.monotonic()
    for number in range(how_many):
        gevent.sleep(max(0.0, began + number * seconds / how_many - time.monotonic()))
        runner.spawn_users({Person.__name__: 1})


def main(file: Path) -> None:
    Person.opening = json.loads(file.read_text())
    Person.host, Person.waiting = Person.opening["host"], Person.opening["people"]
    random.Random(2026).shuffle(Person.waiting)
    how_many = len(Person.waiting)
    environment = Environment(user_classes=[Person])
    runner = environment.create_local_runner()
    with gevent.Timeout(Person.opening["seconds"] + 300, False):
        _come(runner, how_many, Person.opening["seconds"])
        while len(Person.done) < how_many:
            gevent.sleep(0.2)
    runner.quit()
    stats = environment.stats
    steps = [
        {
            "name": entry.name,
            "requests": entry.num_requests,
            "median": entry.get_response_time_percentile(0.5),
            "p95": entry.get_response_time_percentile(0.95),
            "p99": entry.get_response_time_percentile(0.99),
        }
        for entry in [*stats.entries.values(), stats.total]
    ]
    errors = [f"{error.occurrences} × {error.name}: {error.error}" for error in stats.errors.values()]
    errors += [f"{error['count']} × {error['msg']}" for error in runner.exceptions.values()]
    failed = sum(error.occurrences for error in stats.errors.values())
    failed += sum(error["count"] for error in runner.exceptions.values())
    answer = {"steps": steps, "errors": errors, "failed": failed, "done": len(Person.done), "of": how_many}
    file.with_suffix(".done").write_text(json.dumps(answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
