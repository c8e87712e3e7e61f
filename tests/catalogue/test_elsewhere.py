"""The programme on other people's pages: what programs are answered, and the list in a frame."""

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings

from app.core.errors import PROBLEM
from app.programme.models import Strand
from tests.builders import a_course, a_session
from tests.page import Visitor


def test_every_answer_is_as_the_description_says(app: Flask) -> None:
    """Whatever the description allows, and what it doesn't."""
    a_session(a_course("Complex neglect"))
    a_session(a_course("Lunch", Strand.LUNCHTIME), is_open=True)
    operation = schemathesis.openapi.from_wsgi("/api/openapi.json", app)["/api/v1/sessions"]["get"]

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate()

    ask()


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api", 404),
        ("GET", "/api/v1/courses", 404),
        ("GET", "/api/v2/sessions?q=x", 404),
        ("POST", "/api/v1/sessions", 405),
        ("DELETE", "/api/openapi.json", 405),
        ("GET", "/api/v1/sessions?month=May", 400),
    ],
)
def test_a_program_is_refused_in_words_that_it_can_read(
    visitor: Visitor, method: str, address: str, status: int
) -> None:
    answer = visitor.client.open(address, method=method)
    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert (answer.json["status"], answer.json["type"]) == (status, "about:blank")
    assert answer.json["title"]
    assert answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert ("GET" in answer.headers.get("Allow", "")) is (status == 405)


def test_a_wrong_filter_of_the_list_in_a_frame_is_said_in_it(visitor: Visitor) -> None:
    a_session(a_course("Complex neglect"))
    page = visitor.open_page("/embed?strand=neglect&strands=core+topic&page=1")
    assert page.status == 400
    assert "strands: There is no such filter." in page.words
    assert "strand: It is one of: core topic" in page.words
    assert "Complex neglect" not in page.words
    assert "frame-ancestors" in page.response.headers["Content-Security-Policy"]
    assert "Complex neglect" in visitor.open_page("/embed?strand=core+topic&page=1").words
