"""What trainers, leads and everybody are shown of settled figures."""

import csv
import io
from datetime import date, timedelta

import pytest

from app.accounts.models import Agency
from app.booking.states import Outcome
from app.core.roles import Role
from app.evaluation.settling.services import settle
from app.evaluation.stages import Stage
from app.programme.models import Course, Strand
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_manager,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
)
from tests.conftest import NOW
from tests.evaluation.results.test_simulated_year import table
from tests.page import Visitor
from tests.words import DOWNLOAD_AS_CSV, HAVE_YOU_CHANGED_ANYTHING, HAVE_YOU_SEEN_A_CHANGE, HOW_USEFUL

THOUGHT, CHANGED = "What they thought of it", "What changed from before to after"
NO_CHANGE, BETTER = 2, 3
DID, SAW = "What they did differently", "What their managers saw"
LATER = NOW + timedelta(weeks=26)


def answered(
    course: Course,
    on: date,
    *,
    useful: list[int] = (),  # type: ignore[assignment]
    changes: list[int] = (),  # type: ignore[assignment]
    did: list[int | None] = (),  # type: ignore[assignment]
    saw: list[int | None] = (),  # type: ignore[assignment]
    agency: Agency | None = None,
    **more: object,
) -> TrainingSession:
    """A session about which people answered: one of each list is one person."""
    session = a_session(course, on=on, **more)  # type: ignore[arg-type]
    later = session.ends_at + timedelta(weeks=12)
    for number in range(max(map(len, (useful, changes, did, saw)))):
        booking = a_booking(session, a_user(agency=agency), Outcome.ATTENDED)
        booking.manager_email = f"manager{booking.id}@example.org"
        if number < len(useful):
            an_issued(booking, Stage.POST_COURSE, at=session.ends_at, answers={HOW_USEFUL: useful[number]})
        if number < len(changes):
            an_issued(booking, Stage.PRE_COURSE, at=session.starts_at - timedelta(days=9), answers={"Knowledge": 5})
            an_issued(booking, Stage.POST_COURSE, at=session.ends_at, answers={"Knowledge": 5 + changes[number]})
        for stage, given, question in (
            (Stage.IMPACT, did, HAVE_YOU_CHANGED_ANYTHING),
            (Stage.MANAGER, saw, HAVE_YOU_SEEN_A_CHANGE),
        ):
            if number < len(given):
                said = given[number]
                if stage is Stage.MANAGER and said is not None:
                    said = BETTER if said else NO_CHANGE
                an_issued(booking, stage, at=later, answers=None if said is None else {question: said})
    return session


def test_a_trainer_sees_their_own_sessions_beside_the_course_and_no_small_group(visitor: Visitor) -> None:
    course, trainer = a_course("Complex neglect"), a_trainer("Jo Bell", email="jo.bell@example.org")
    answered(course, date(2026, 6, 1), useful=[4, 4, 3, 1, 1, 2], trainers=[trainer])
    answered(course, date(2026, 6, 2), useful=[1, 4], trainers=[trainer])
    answered(course, date(2026, 6, 3), useful=[4, 3, 3, 1, 2, 4, 4], trainers=[a_trainer()])
    settle(at=NOW)
    page = visitor.sign_in(a_user(Role.TRAINER, email="jo.bell@example.org")).open_page("/evaluation/of-my-sessions")
    rows = dict(table(page, THOUGHT))
    assert rows["Complex neglect"] == "60% (9 of 15)"
    assert rows["Mon 1 Jun 2026"] == rows["Tue 2 Jun 2026"] == "withheld", "the six are what the two could be found by"
    assert page.h1 == "What my sessions changed, 2026-27"


def test_a_lead_sees_their_agencys_people_beside_everybody(visitor: Visitor) -> None:
    own, course = an_agency("Anyshire Police"), a_course("Complex neglect")
    answered(course, date(2025, 6, 1), useful=[4, 4, 3, 1, 1, 2], agency=own)
    answered(course, date(2025, 6, 2), useful=[4, 3, 3, 1, 2, 4, 4, 1], agency=an_agency())
    settle(at=NOW)
    visitor.sign_in(a_user(Role.AGENCY_LEAD, agency=own))
    page = visitor.open_page("/evaluation/of-my-agency?year=2025-26")
    rows = dict(table(page, "Who answered"))
    assert rows["Your people"] == rows["Yours together, less what is withheld"] == "100% (6 of 6)"
    without_agency = Visitor(visitor.app).sign_in(a_user(Role.AGENCY_LEAD, agency=None))
    rows = dict(table(without_agency.open_page("/evaluation/of-my-agency?year=2025-26"), "Who answered"))
    assert "Your people" not in rows
    assert (
        "what training changed"
        in Visitor(visitor.app).sign_in(a_user(Role.AGENCY_LEAD, agency=own)).open_page("/agency").words
    )


def test_what_people_did_and_what_managers_saw_is_shown_with_bounds_for_all_who_were_asked(visitor: Visitor) -> None:
    """Error 3: level 3 couldn't be published. 13 of 24 who answered are between 29% and 75% of the 45 asked."""
    course = a_course("Complex neglect")
    practice = [1] * 13 + [0] * 11 + [None] * 21
    answered(course, date(2026, 6, 1), did=practice, saw=[1, 1, 1, 0, 0, None])
    settle(at=LATER)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/published?year=2026-27")
    assert ["Everybody", "54% (13 of 24; between 29% and 76% of the 45 asked)"] in table(page, DID)
    assert ["Complex neglect", "60% (3 of 5; between 50% and 67% of the 6 asked)"] in table(page, SAW)


def test_a_share_of_all_or_of_nobody_is_not_told_as_100_or_0_percent(visitor: Visitor) -> None:
    """Error 8: whoever knew who was there knew what each had answered."""
    answered(a_course("All of them"), date(2026, 6, 1), useful=[4] * 10)
    answered(a_course("None of them"), date(2026, 6, 2), useful=[1] * 10)
    answered(a_course("Half of them"), date(2026, 6, 3), useful=[1, 4] * 5)
    settle(at=NOW)
    rows = dict(table(visitor.sign_in(a_manager()).open_page("/evaluation/published"), THOUGHT))
    assert rows["All of them"] == "80% or more (of 10)"
    assert rows["None of them"] == "20% or less (of 10)"
    assert rows["Half of them"] == "50% (5 of 10)"
    assert rows["Everybody"] == "43% to 57% (of 30)"


def test_a_change_has_no_interval_under_ten_people_and_its_ends_are_told_in_halves(visitor: Visitor) -> None:
    """Error 8: with five people, mean and interval to one decimal left a median of two sets of answers."""
    few, many = a_course("Few"), a_course("Many")
    for day, changes in ((11, [1, 2]), (12, [3, 0]), (13, [4, 2]), (14, [1, 3])):
        answered(few, date(2026, 6, day), changes=changes)
    for day, changes in ((1, [1, 2, 3]), (2, [4, 2, 1]), (3, [0, 0, 3]), (4, [2, 0, 1])):
        answered(many, date(2026, 6, day), changes=changes)
    settle(at=NOW)
    rows = {row[0]: row[1] for row in table(visitor.sign_in(a_manager()).open_page("/evaluation/published"), CHANGED)}
    assert rows["Few"] == "+2.0 (8 matched)"
    assert rows["Many"] == "+1.6 (+0.0 to +3.0; 12 matched)"


def test_a_line_that_holds_less_than_all_its_sessions_says_so(visitor: Visitor) -> None:
    """Error 4: quarters were withheld and the others added up, unmarked, to another number than the office's."""
    course = a_course("Trio of Vulnerabilities")
    answered(course, date(2025, 6, 1), useful=[4, 3, 2, 1, 4, 1])
    answered(course, date(2026, 2, 1), useful=[4, 3, 1])
    settle(at=NOW)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/published?year=2025-26")
    assert ["Trio of Vulnerabilities", "50% (3 of 6; 1 of 2 sessions)"] in table(page, THOUGHT)
    assert "Post-course evaluation: sessions of 4 quarters, to March 2026, settled 23 November 2026." in page.words
    assert "Impact questionnaire:" in page.words


def test_bespoke_work_is_told_apart_and_in_no_total(visitor: Visitor) -> None:
    """Error 9: pooled figures held bespoke sessions, which the report tells apart."""
    answered(a_course("Planned"), date(2026, 6, 1), useful=[4, 4, 3, 1, 1, 2])
    answered(a_course("For one school", Strand.BESPOKE), date(2026, 6, 2), useful=[1, 1, 1, 1, 3, 4])
    settle(at=NOW)
    rows = dict(table(visitor.sign_in(a_manager()).open_page("/evaluation/published"), THOUGHT))
    assert rows["Everybody"] == rows["Planned"] == "50% (3 of 6)"
    assert rows["Bespoke, in no total"] == rows["For one school"] == "33% (2 of 6)"


def test_numbers_in_the_file_are_numbers(visitor: Visitor) -> None:
    """Error 9: "80% (4 of 5)" is no number to a spreadsheet."""
    answered(a_course("=Complex neglect"), date(2026, 6, 1), useful=[4, 3, 2, 1, 4])
    settle(at=NOW)
    page = visitor.sign_in(a_manager()).open_page("/evaluation/published")
    written = page.click(DOWNLOAD_AS_CSV).response.get_data(as_text=True).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(written)))
    [useful] = [row for row in rows if row["Group"] == "'=Complex neglect" and row["Stage"] == "After"][1:]
    assert (useful["Answers"], useful["Asked"], useful["Percent, at least"], useful["Withheld"]) == (
        "5",
        "5",
        "60",
        "no",
    )
    words = {"Group", "Question or measure", "Counts", "Stage", "Withheld"}
    assert all(
        value == "" or float(value) == float(value) for row in rows for name, value in row.items() if name not in words
    )


def test_a_small_fall_keeps_its_sign(visitor: Visitor) -> None:
    """Error 9: "−1.1 to 0.0" hid that the whole interval lies below nought."""
    course = a_course()
    for day in range(1, 9):
        answered(course, date(2026, 6, day), changes=[-1, -1, 0, 0] if day % 2 else [-1, 0, 0, 0])
    settle(at=NOW)
    rows = {row[0]: row[1] for row in table(visitor.sign_in(a_manager()).open_page("/evaluation/published"), CHANGED)}
    assert rows["Everybody"] == "−0.4 (−0.5 to −0.0; 32 matched)"


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.FINANCE])
def test_published_figures_are_for_whoever_answers_for_training(visitor: Visitor, role: Role) -> None:
    visitor.sign_in(a_user(role))
    for address in ("/evaluation/published", "/evaluation/of-my-sessions", "/evaluation/board"):
        assert visitor.open_page(address).status == 403


def test_before_anything_is_settled_the_page_says_when_it_will_be(visitor: Visitor) -> None:
    page = visitor.sign_in(a_manager()).open_page("/evaluation/published?year=2026-27")
    assert "Nothing of 2026-27 is settled yet." in page.words
    nothing = "Post-course evaluation: nothing settled yet; "
    assert f"{nothing}April to June 2026 once nobody can answer any more." in page.words
    page = visitor.open_page("/evaluation/published?year=2027-28")
    assert f"{nothing}April to June 2027 not before 12 August 2027." in page.words
