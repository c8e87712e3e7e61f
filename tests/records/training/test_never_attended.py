"""A lead sees who of the agency has never attended a level: wherever they worked, and however they learned it."""

import io

from openpyxl import load_workbook

from app.booking.states import Outcome
from app.core.roles import Role
from tests.builders import a_booking, a_closed_register, a_course, a_past_session, a_session, a_user, an_agency
from tests.page import Visitor


def test_who_has_never_done_level_1_is_listed_with_what_they_have_booked(visitor: Visitor) -> None:
    own = an_agency("Anyshire Hospitals")
    lead = a_user(Role.AGENCY_LEAD, name="Lena Lead", agency=own)
    course, other = a_course(level="Level 1"), a_course(level="Level 2")
    past = a_past_session(course)
    for name, session, outcome in (
        ("Ann Attended", past, Outcome.ATTENDED),
        ("Bob Absent", past, Outcome.NO_SHOW),
        ("Cat Higher", a_past_session(other), Outcome.ATTENDED),
        ("Dan Coming", a_session(course), None),
    ):
        a_booking(session, a_user(name=name, agency=own), outcome)
    a_user(name="Eve Elsewhere")
    a_closed_register(past)
    page = visitor.sign_in(lead).open_page("/agency").click("Who has never done a level, such as level 1")
    assert page.h1 == "Who has never done level 1"
    assert "4 of 5 people" in page.words
    names = [str(cell.contents[0]).strip() for cell in page.soup.select("tbody th")]
    assert names == ["Bob Absent", "Cat Higher", "Dan Coming", "Lena Lead"]
    assert page.words.count("Nothing yet") == 3
    workbook = load_workbook(io.BytesIO(page.click("Download as XLSX").response.data)).active
    assert [row[0] for row in workbook.values] == ["Name", *names]
    assert page.click("Download as CSV").response.data.decode("utf-8-sig").count("Level 1") == 4
    assert "Ann Attended" in page.press("Show", level="Level 2").words
    assert visitor.open_page("/agency/never-attended?level=Level+9").h1 == page.h1, "one that there isn't is the first"
