"""When a refresher is due, and the day from which attendance counts that far."""

from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.booking.eligibility.rules import due_on
from app.records.training.rules import last_day_for

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(last=DAYS, due=DAYS, years=st.integers(1, 30))
@example(last=date(2024, 2, 29), due=date(2025, 2, 28), years=1)
@example(last=date(2024, 2, 29), due=date(2025, 3, 1), years=1)
@example(last=date(2027, 2, 28), due=date(2028, 2, 29), years=1)
@example(last=date(2027, 3, 1), due=date(2028, 2, 29), years=1)
@settings(deadline=None, derandomize=True)
def test_attendance_is_due_again_before_a_day_if_it_was_before_the_last_day_for_it(
    last: date, due: date, years: int
) -> None:
    assert (due_on(last, years) < due) == (last < last_day_for(due, years))
