"""What the tests of the wing begin with."""

from app.accounts.models import Sector
from app.booking.states import Outcome
from tests.builders import a_closed_register, a_course, a_past_session, an_agency
from tests.data.everything import bookings_of_many


def a_session_with(attended: int, absent: int, title: str = "Neglect", **more: object) -> None:
    """Yesterday's, closed, with so many who attended and who didn't."""
    session = a_past_session(a_course(title, **more), places=attended + absent + 1)
    school = an_agency(sector=Sector.EDUCATION)
    bookings_of_many(session, school, [Outcome.ATTENDED] * attended + [Outcome.NO_SHOW] * absent)
    a_closed_register(session)


def cells(line: object) -> list[str]:
    return [" ".join(cell.get_text(" ").split()) for cell in line.find_all(["th", "td"])]  # type: ignore[attr-defined]
