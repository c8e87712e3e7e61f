"""The opening of a Learning Week, small: `bench.learning_week` lets two thousand people come."""

import pytest

from bench.house import an_empty_house
from bench.learning_week import ASKS_KNOWN, ASKS_NEW, EACH_BOOKS, MAIL_WORKER, SCHEDULER, opened
from bench.processor import WEB_SERVER

pytestmark = pytest.mark.lasts_long

PEOPLE = 20


@pytest.mark.usefixtures("_uploads")
def test_at_the_opening_of_a_learning_week_nobody_meets_an_error_and_no_place_is_lost_or_sold_twice() -> None:
    found = opened("sqlite", PEOPLE, seconds=2, patience=0.05, house=an_empty_house)
    assert found["errors"] == []
    assert found["wrong"] == []
    assert found["booked"] == PEOPLE * EACH_BOOKS
    assert set(found["processors"]) == {WEB_SERVER, SCHEDULER, MAIL_WORKER}
    assert all(share > 0 for share in found["processors"].values())
    assert found["steps"][-1]["requests"] == PEOPLE // 2 * (ASKS_KNOWN + ASKS_NEW)
