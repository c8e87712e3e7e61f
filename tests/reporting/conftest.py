"""Who looks at the figures, and a small programme to look at."""

import pytest
from flask import Flask

from app.booking.states import BookingState, Outcome
from app.programme.models import Strand
from tests.builders import a_booking, a_course, a_manager, a_past_session, a_user
from tests.page import Visitor
from tests.reporting.cases import a_session_with


@pytest.fixture
def manager(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


@pytest.fixture
def programme(app: Flask) -> None:
    """Two courses of the programme, one of them below the review line, and a bespoke one."""
    a_session_with(17, 3, "On the line")
    a_session_with(5, 1, "Below the line")
    a_session_with(2, 0, "For one team", strand=Strand.BESPOKE)
    session = a_past_session(a_course("A register to mark"))
    a_booking(session, a_user(agency=None))
    a_booking(session, a_user(agency=None), Outcome.WALK_IN, state=BookingState.WALKED_IN)
