"""The house that is hurt, and the table of what came of it (`make faults`)."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import NOW
from tests.faults.house import House
from tests.servers import PostOffice, SharedClock


@pytest.fixture
def house(
    app: Flask, database: str, tmp_path: Path, record_property: Any, request: pytest.FixtureRequest
) -> Iterator[House]:
    """With a mail server, and the test's own application posting to it."""
    office = getattr(request, "param", PostOffice)()
    mail = app.extensions["mail"]
    with office as post:
        app.config["MAIL_SERVER"], mail.server, mail.port = "127.0.0.1", "127.0.0.1", post.port
        try:
            yield House(app, database, SharedClock(tmp_path / "clock", NOW), post, record_property)
        finally:
            app.config["MAIL_SERVER"] = None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """A line for each fault: how often, on which database, what was lost and what came twice."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in getattr(report, "user_properties", ()) if report.when == "call" else ():
            if name == "fault":
                fault, database, *numbers = value.split("|")
                for place, number in enumerate(numbers):
                    found[fault, database][place] += int(number)
    if found:
        terminalreporter.section("faults")
        terminalreporter.write_line("| fault | database | rounds | lost | repeated |\n|---|---|---|---|---|")
        for (fault, database), numbers in sorted(found.items()):
            terminalreporter.write_line(f"| {fault} | {database} | {' | '.join(map(str, numbers))} |")
