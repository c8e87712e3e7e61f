"""Questionnaires on paper: printed with names, filled in by pen, typed in by the office and marked so."""

import contextvars
import io
from datetime import date, datetime, timedelta
from typing import Any

import pypdf
import pytest
from flask import Flask

from app.accounts.models import User
from app.booking.leaving.services import withdraw
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.database import db
from app.core.roles import Role
from app.evaluation.answering.models import Answer
from app.evaluation.answering.refusals import (
    CompletedBeforeDue,
    NotDueYet,
    NotFromPaper,
    NothingTypedIn,
    PublishedMeanwhile,
)
from app.evaluation.answering.services import Answers, answer, take_back_paper, type_in
from app.evaluation.comments.services import put_under
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.issuing.services_reminding import remind
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question, Questionnaire
from app.evaluation.models_issued import Issued
from app.evaluation.questionnaires.services import make_the_defaults
from app.evaluation.refusals import NotAsked, TypedInAlready
from app.evaluation.settling.services import settle
from app.evaluation.stages import Shape, Stage
from app.programme.models import Strand
from app.programme.models_sessions import TrainingSession
from tests.builders import (
    a_booking,
    a_course,
    a_learning_week,
    a_past_session,
    a_session,
    a_theme,
    a_timing,
    a_trainer,
    a_user,
    an_issued,
    entries_about,
    mail_to,
    queries_counted,
    questionnaire_for,
)
from tests.conftest import NOW
from tests.evaluation.answers import field_of, kept
from tests.page import Page, Visitor
from tests.words import POST_COURSE_EVALUATION, QUESTIONNAIRES_ON_PAPER, SAVE_THESE_ANSWERS

TODAY = NOW.date()


@pytest.fixture
def office(app: Flask) -> User:
    return a_user(Role.TRAINING_OFFICER, name="Olu Ade")


@pytest.fixture
def desk(visitor: Visitor, office: User) -> Visitor:
    return visitor.sign_in(office)


@pytest.fixture
def session(app: Flask) -> TrainingSession:
    """Held yesterday."""
    make_the_defaults(at=NOW)
    return a_past_session(a_course("Complex Neglect"))


def question(session: TrainingSession, stage: Stage, number: int = 0) -> int:
    return questionnaire_for(session, stage).asked[number].id


def typed_in(
    booking: Booking, stage: Stage, *, on: date, by: User, at: datetime = NOW, answers: Answers | None = None
) -> Issued:
    answers = answers or {question(booking.session, stage): 5}
    return type_in(booking, stage, answers, completed_on=on, by=by, at=at)


# Typing in


def typing_page(desk: Visitor, booking: Booking, stage: Stage) -> Page:
    return desk.open_page(f"/evaluation/bookings/{booking.id}/{stage}/paper")


def fields(booking: Booking, stage: Stage, **answers: Any) -> dict[str, Any]:
    """The names of the fields, before anything was issued."""
    questionnaire = questionnaire_for(booking.session, stage)
    return {field_of(Issued(questionnaire=questionnaire), words): given for words, given in answers.items()}


def test_a_paper_is_typed_in_and_marked_as_typed_in_by_whom(desk: Visitor, session: TrainingSession) -> None:
    booking = a_booking(session, a_user(name="Ann Green"), Outcome.ATTENDED)
    page = desk.open_page(f"/evaluation/sessions/{session.id}/paper")
    assert page.h1 == "Questionnaires on paper: Complex Neglect"
    page = page.click("Type in Post-course evaluation of Ann Green")
    assert page.h1 == "Type in: Ann Green"
    page = page.press(SAVE_THESE_ANSWERS, completed_on="2026-11-22", **fields(booking, Stage.POST_COURSE, Knowledge=8))
    assert page.notice == (
        "Ann Green’s answers are typed in, and marked as from paper. Nobody is asked for them again."
    )
    assert page.address == f"/evaluation/sessions/{session.id}/paper"
    assert "From paper of 22 November 2026, typed in by Olu Ade" in page.words
    [issued] = db.session.query(Issued).all()
    assert kept(issued) == {"Knowledge": 8}  # what is blank on the paper stays blank
    assert (issued.completed_on, issued.answered_at) == (date(2026, 11, 22), NOW)
    assert [entry.verb for entry in entries_about(issued)] == ["typed in a questionnaire from paper"]


@pytest.mark.parametrize("address", ["/evaluation/bookings/{}/after/paper", "/evaluation/sessions/{}/after.pdf"])
def test_before_the_ready_questionnaires_are_made_the_page_says_where_to_make_them(desk: Visitor, address: str) -> None:
    booking = a_booking(a_past_session(), outcome=Outcome.ATTENDED)
    page = desk.open_page(address.format(booking.id if "bookings" in address else booking.session_id))
    assert page.status == 409
    assert "Open “Questionnaires” under Evaluation to make them." in page.words
    assert db.session.query(Questionnaire).count() == 0


def test_it_answers_the_questionnaire_that_was_issued_and_takes_its_mail_back(
    app: Flask, office: User, session: TrainingSession
) -> None:
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    issue_questionnaires(at=NOW)
    issued = typed_in(booking, Stage.POST_COURSE, on=TODAY, by=office)
    assert [letter.state for letter in mail_to(booking.practitioner.email)] == ["withdrawn"]
    assert remind(at=NOW + timedelta(days=8)) == 0
    assert db.session.query(Issued).filter_by(stage=Stage.POST_COURSE).all() == [issued]


def test_what_was_typed_in_is_never_issued_again(app: Flask, office: User, session: TrainingSession) -> None:
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    typed_in(booking, Stage.POST_COURSE, on=TODAY, by=office)
    issue_questionnaires(at=NOW)
    assert mail_to(booking.practitioner.email, "after-questionnaire") == []


def test_a_paper_of_before_the_start_may_be_typed_in_later(app: Flask, office: User, session: TrainingSession) -> None:
    booking = a_booking(session)
    before = typed_in(booking, Stage.PRE_COURSE, on=session.days[0].on, by=office)
    assert before.closes_at == session.starts_at
    assert before.answered_at == NOW


def test_a_missed_one_that_was_done_on_paper_counts_as_issued(
    app: Flask, office: User, session: TrainingSession
) -> None:
    issue_questionnaires(at=session.starts_at - timedelta(days=1))
    booking = a_booking(session)
    issue_questionnaires(at=NOW)
    assert db.session.query(Issued).one().is_missed
    before = typed_in(booking, Stage.PRE_COURSE, on=session.days[0].on, by=office)
    assert not before.is_missed


@pytest.mark.parametrize(
    ("stage", "on", "complaint"),
    [
        (Stage.PRE_COURSE, "2026-11-23", "A pre-course questionnaire counts only if it was completed before"),
        (Stage.POST_COURSE, "2026-11-21", "This questionnaire asks about a session that hadn’t begun on that date"),
        (Stage.POST_COURSE, "2026-11-24", "That date is still to come"),
        (Stage.POST_COURSE, "", "Enter the date on the paper"),
        (Stage.POST_COURSE, "22/11/2026", "Enter a real date"),
    ],
)
def test_a_date_that_cannot_be_is_refused_beside_it_and_the_answers_stay(
    desk: Visitor, session: TrainingSession, stage: Stage, on: str, complaint: str
) -> None:
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    answers = fields(booking, stage, Knowledge=8)
    page = typing_page(desk, booking, stage).press(SAVE_THESE_ANSWERS, completed_on=on, **answers)
    assert page.error_beside("completed_on").startswith(complaint)
    [name] = answers
    assert page.soup.find("input", attrs={"name": name, "checked": True})["value"] == "8"
    assert db.session.query(Issued).count() == 0


def test_an_impact_paper_waits_until_impact_is_due_and_was_completed_no_sooner(
    desk: Visitor, office: User, session: TrainingSession
) -> None:
    """The early one would take the place of the real one and set off the manager's letter."""
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    page = typing_page(desk, booking, Stage.IMPACT)
    assert page.refuses(NotDueYet)
    due = session.ends_at + timedelta(weeks=12)
    with pytest.raises(CompletedBeforeDue):
        typed_in(booking, Stage.IMPACT, on=due.date() - timedelta(days=1), by=office, at=due)
    assert typed_in(booking, Stage.IMPACT, on=due.date(), by=office, at=due).answered_at == due


def test_an_empty_paper_is_refused(desk: Visitor, session: TrainingSession) -> None:
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    page = typing_page(desk, booking, Stage.POST_COURSE).press(SAVE_THESE_ANSWERS, completed_on="2026-11-22")
    assert page.refuses(NothingTypedIn)
    assert db.session.query(Issued).count() == 0


def test_what_was_answered_online_meanwhile_stays(desk: Visitor, session: TrainingSession) -> None:
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    issued = an_issued(booking, Stage.POST_COURSE)
    waiting = typing_page(desk, booking, Stage.POST_COURSE)
    answer(issued, {question(session, Stage.POST_COURSE): 3}, at=NOW)
    page = waiting.press(SAVE_THESE_ANSWERS, completed_on="2026-11-22", **{field_of(issued, "Knowledge"): 9})
    assert TypedInAlready.message in page.words
    assert kept(issued) == {"Knowledge": 3}
    assert issued.entered_by_id is None


def test_a_paper_cannot_be_typed_in_twice(app: Flask, office: User, session: TrainingSession) -> None:
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    typed_in(booking, Stage.POST_COURSE, on=TODAY, by=office)
    with pytest.raises(TypedInAlready):
        typed_in(booking, Stage.POST_COURSE, on=TODAY, by=office)
    assert db.session.query(Answer).count() == 1


def test_what_was_typed_in_wrongly_is_taken_back_and_typed_in_again(
    desk: Visitor, office: User, session: TrainingSession
) -> None:
    booking = a_booking(session, a_user(name="Ann"), Outcome.ATTENDED)
    issue_questionnaires(at=NOW)
    issued = typed_in(booking, Stage.POST_COURSE, on=TODAY, by=office)
    put_under(db.session.query(Answer).one(), {a_theme().id})
    page = desk.open_page(f"/evaluation/sessions/{session.id}/paper").click("Take back Post-course evaluation of Ann")
    page = page.press("Take the answers back")
    assert page.notice == "Ann’s answers are taken back. You can type the paper in again."
    assert (issued.answered_at, issued.completed_on, issued.entered_by) == (None, None, None)
    assert db.session.query(Answer).count() == 0
    assert entries_about(issued)[-1].verb == "took back a questionnaire from paper"
    assert not typed_in(booking, Stage.POST_COURSE, on=TODAY, by=office).is_open(NOW)


def test_where_nobody_had_been_asked_yet_a_paper_taken_back_leaves_them_to_be_asked(
    app: Flask, office: User, session: TrainingSession
) -> None:
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    take_back_paper(typed_in(booking, Stage.POST_COURSE, on=TODAY, by=office), by=office, at=NOW)
    assert db.session.query(Issued).count() == 0
    issue_questionnaires(at=NOW)
    assert [letter.kind for letter in mail_to(booking.practitioner.email)] == ["after-questionnaire"]


def test_what_was_missed_is_missed_again_once_its_paper_is_taken_back(
    app: Flask, office: User, session: TrainingSession
) -> None:
    booking = a_booking(session)
    missed = an_issued(booking, Stage.PRE_COURSE, is_missed=True, at=long_ago(session))
    before = typed_in(booking, Stage.PRE_COURSE, on=session.days[0].on, by=office)
    assert (before, before.is_missed) == (missed, False)
    take_back_paper(before, by=office, at=NOW)
    assert (before.is_missed, before.is_only_on_paper, before.answered_at) == (True, False, None)


def test_once_others_see_its_quarter_a_paper_stays_and_one_typed_in_changes_nothing_there(
    desk: Visitor, office: User
) -> None:
    session = a_session(a_course("Complex Neglect"), on=date(2026, 4, 15))
    for _ in range(6):
        an_issued(
            a_booking(session, outcome=Outcome.ATTENDED),
            Stage.PRE_COURSE,
            answers={"Knowledge": 7},
            at=long_ago(session),
        )
    booking = a_booking(session, outcome=Outcome.ATTENDED)
    an_issued(booking, Stage.PRE_COURSE, is_missed=True, at=long_ago(session))
    settle(at=NOW)
    shown = desk.open_page("/evaluation/published.csv").response.get_data(as_text=True)
    assert "Complex Neglect,Pre-course self-evaluation,answered,Before,no,6,6,100,100" in shown
    late = typed_in(booking, Stage.PRE_COURSE, on=session.days[0].on, by=office)
    settle(at=NOW)
    assert desk.open_page("/evaluation/published.csv").response.get_data(as_text=True) == shown
    with pytest.raises(PublishedMeanwhile):
        take_back_paper(late, by=office, at=NOW)
    page = desk.open_page(f"/evaluation/bookings/{booking.id}/before/paper/take-back")
    assert page.refuses(PublishedMeanwhile)


def long_ago(session: TrainingSession) -> datetime:
    return session.starts_at - timedelta(days=3)


def test_what_somebody_answered_themself_is_not_taken_back(
    desk: Visitor, office: User, session: TrainingSession
) -> None:
    issued = an_issued(a_booking(session, outcome=Outcome.ATTENDED), Stage.POST_COURSE, answers={"Knowledge": 7})
    with pytest.raises(NotFromPaper):
        take_back_paper(issued, by=office, at=NOW)
    assert kept(issued) == {"Knowledge": 7}


@pytest.mark.parametrize(
    ("stage", "more"),
    [
        (Stage.PRE_COURSE, {"outcome": Outcome.WALK_IN, "state": BookingState.WALKED_IN}),
        (Stage.PRE_COURSE, {"booked_at": NOW}),  # let in at the door
        (Stage.POST_COURSE, {"outcome": Outcome.NO_SHOW}),
        (Stage.POST_COURSE, {}),
        (Stage.IMPACT, {"outcome": Outcome.LEFT_EARLY}),
    ],
)
def test_who_is_not_asked_has_no_paper(
    app: Flask, office: User, session: TrainingSession, stage: Stage, more: dict[str, Any]
) -> None:
    booking = a_booking(session, **more)
    with pytest.raises(NotAsked):
        typed_in(booking, stage, on=session.days[0].on, by=office)
    assert db.session.query(Issued).count() == 0


def test_a_booking_that_was_withdrawn_has_no_paper(app: Flask, office: User) -> None:
    booking = a_booking()
    an_issued(booking, Stage.PRE_COURSE)
    withdraw(booking, by=booking.practitioner, at=NOW)
    with pytest.raises(NotAsked):
        typed_in(booking, Stage.PRE_COURSE, on=TODAY, by=office)


def test_a_paper_of_any_session_answers_the_one_questionnaire_of_a_learning_week(app: Flask, office: User) -> None:
    week = a_learning_week(TODAY - timedelta(days=7))
    ann = a_user()
    first, second = (
        a_booking(a_past_session(days_ago=days_ago, learning_week_id=week.id), ann, Outcome.ATTENDED)
        for days_ago in (7, 6)
    )
    issue_questionnaires(at=NOW)
    [issued] = db.session.query(Issued).all()
    assert issued.booking is first
    assert typed_in(second, Stage.POST_COURSE, on=TODAY, by=office) is issued
    with pytest.raises(TypedInAlready):
        typed_in(first, Stage.POST_COURSE, on=TODAY, by=office)


# The list


def listed(desk: Visitor, session: TrainingSession) -> dict[str, list[str]]:
    """What the list says of each person, stage by stage."""
    page = desk.open_page(f"/evaluation/sessions/{session.id}/paper")
    lines = [row.find_all(["th", "td"]) for row in page.soup.select("tbody tr")]
    return {
        " ".join(cells[0].find(string=True).split()): [" ".join(cell.get_text(" ").split()) for cell in cells[1:]]
        for cells in lines
    }


def test_the_list_says_what_became_of_each_stage(desk: Visitor, office: User, session: TrainingSession) -> None:
    ann, bo = (a_booking(session, a_user(name=name), Outcome.ATTENDED) for name in ("Ann", "Bo"))
    a_booking(session, a_user(name="Cy"), Outcome.WALK_IN, state=BookingState.WALKED_IN)
    a_booking(session, a_user(name="Di"), Outcome.NO_SHOW)
    a_booking(session, a_user(name="Ed"))
    a_booking(session, a_user(name="Flo"), Outcome.CANCELLED, state=BookingState.CANCELLED)
    an_issued(ann, Stage.POST_COURSE, answers={"Knowledge": 7})
    typed_in(bo, Stage.PRE_COURSE, on=session.days[0].on, by=office)
    found = listed(desk, session)
    assert list(found) == ["Ann", "Bo", "Cy", "Di", "Ed"]
    assert found["Ann"][1] == "Answered online, 23 November 2026"
    assert (
        found["Bo"][0]
        == "From paper of 22 November 2026, typed in by Olu Ade Take back Pre-course self-evaluation of Bo"
    )
    assert found["Bo"][1] == "Type in Post-course evaluation of Bo Not answered"
    assert found["Cy"][0] == "Not asked: had no place before the start"
    assert found["Cy"][1].startswith("Type in")
    assert found["Di"][1:] == ["Not asked: no show"]  # impact has no column before it is due
    assert found["Ed"][1] == "Not marked as there"


def test_the_list_asks_the_database_as_often_for_many_as_for_one(desk: Visitor, session: TrainingSession) -> None:
    counts = []
    for _ in range(2):
        for _ in range(5):
            an_issued(a_booking(session, outcome=Outcome.ATTENDED), Stage.POST_COURSE, answers={"Knowledge": 7})
        with queries_counted() as statements:
            listed(desk, session)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_stages_that_are_off_stand_in_no_column(desk: Visitor) -> None:
    session = a_past_session(a_course(strand=Strand.LUNCHTIME))
    a_booking(session, outcome=Outcome.ATTENDED)
    page = desk.open_page(f"/evaluation/sessions/{session.id}/paper")
    assert [cell.get_text() for cell in page.soup.select("thead th")] == ["Name", "After"]
    a_timing(Shape.LUNCHTIME, Stage.POST_COURSE, is_on=False)
    assert "This session asks nothing." in desk.open_page(page.address).words


@pytest.mark.parametrize("more", [{"is_open": True}, {"is_imported": True}])
def test_a_session_without_people_of_its_own_has_no_papers(desk: Visitor, more: dict[str, bool]) -> None:
    session = a_past_session(**more)
    assert desk.open_page(f"/evaluation/sessions/{session.id}/paper").status == 404
    assert desk.open_page(f"/evaluation/sessions/{session.id}/after.pdf").status == 404


# Printing


def printed(desk: Visitor, session: TrainingSession, stage: Stage) -> list[str]:
    """What stands on each page."""
    response = contextvars.Context().run(desk.client.get, f"/evaluation/sessions/{session.id}/{stage}.pdf")
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    reader = pypdf.PdfReader(io.BytesIO(response.get_data()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def names(pages: list[str]) -> list[str]:
    """Whose forms they are, by their first pages; a nameless one is blank."""
    firsts = [page for page in pages if "Completed on" in page]
    return [page.partition("Name: ")[2].partition(" Completed on")[0] for page in firsts]


def test_a_form_has_a_name_and_the_questions_and_says_where_to_hand_it_in(
    desk: Visitor, session: TrainingSession
) -> None:
    a_booking(session, a_user(name="#x @y $z"), Outcome.ATTENDED)
    named, blank = printed(desk, session, Stage.POST_COURSE)
    for words in (
        "Anyshire Safeguarding Children Partnership",
        POST_COURSE_EVALUATION,
        "Complex Neglect, Sunday 22 November 2026",
        "Name: #x @y $z Completed on",
        "How much do you know about this subject? I’d rather not say 1 2 3 4 5 6 7 8 9 10 nothing all I need",
        "How useful was it for your work? Not at all useful Not very useful Useful Very useful I’d rather not say",
        "What will you do differently? Please don’t name a child, a family or a colleague.",
        "Hand it to the trainer before you leave, or send it to the training team: training@example.org.",
        f"type it in at coursebook.test/evaluation/sessions/{session.id}/paper",
    ):
        assert words in " ".join(named.replace("\uf003", " ").split())
    assert "#x @y $z · Post-course evaluation, Complex Neglect" in named  # sheets come apart
    assert "Name and e-mail address" in blank


def test_every_kind_of_question_can_be_answered_by_pen(desk: Visitor, session: TrainingSession) -> None:
    kinds = (
        Question(position=1, kind=QuestionKind.SECTION, words="About the day", help="All of it."),
        Question(position=2, kind=QuestionKind.SCALE_5, words="How was the pace?", low_end="slow", high_end="fast"),
        Question(position=3, kind=QuestionKind.AGREE, words="I learned from others."),
        Question(position=4, kind=QuestionKind.SEVERAL_OF, words="What helped?", options=["Talking", "Cases"]),
        Question(position=5, kind=QuestionKind.ONE_OF, words="Where from?", options=["Town", "Country"]),
        Question(position=6, kind=QuestionKind.SHORT_TEXT, words="In a word?"),
    )
    own = Questionnaire(
        stage=Stage.POST_COURSE, is_brief=False, version=1, course_id=session.course_id, published_at=NOW
    )
    own.questions = list(kinds)
    db.session.add(own)
    db.session.commit()
    [page] = printed(desk, session, Stage.POST_COURSE)
    for words in (
        "About the day All of it.",
        "How was the pace? 1 2 3 4 5 slow fast",
        "Strongly disagree Disagree Neither agree nor disagree Agree Strongly agree",
        "What helped? Tick all that apply. Talking Cases",
        "Where from? Town Country",
        "In a word? Please don’t name a child",
    ):
        assert words in " ".join(page.replace("\uf003", " ").split())


def test_before_everybody_booked_gets_a_form_and_afterwards_who_was_there(
    desk: Visitor, session: TrainingSession
) -> None:
    for name, outcome in (("Ann", Outcome.ATTENDED), ("Bo", Outcome.LEFT_EARLY), ("Cy", Outcome.NO_SHOW)):
        a_booking(session, a_user(name=name), outcome)
    a_booking(session, a_user(name="Wyn"), Outcome.WALK_IN, state=BookingState.WALKED_IN)
    assert names(printed(desk, session, Stage.PRE_COURSE)) == ["Ann", "Bo", "Cy", ""]
    assert names(printed(desk, session, Stage.POST_COURSE)) == ["Ann", "Bo", "Wyn", ""]
    assert names(printed(desk, session, Stage.IMPACT)) == ["Ann", "Wyn", ""]


def test_at_the_end_everybody_gets_a_form_while_nobody_is_marked(desk: Visitor) -> None:
    make_the_defaults(at=NOW)
    session = a_session()
    a_booking(session, a_user(name="Ann"))
    a_booking(session, a_user(name="Bo"))
    assert names(printed(desk, session, Stage.POST_COURSE)) == ["Ann", "Bo", ""]


def test_who_has_answered_gets_no_form(desk: Visitor, session: TrainingSession) -> None:
    an_issued(a_booking(session, a_user(name="Ann"), Outcome.ATTENDED), Stage.POST_COURSE, answers={"Knowledge": 7})
    a_booking(session, a_user(name="Bo"), Outcome.ATTENDED)
    assert names(printed(desk, session, Stage.POST_COURSE)) == ["Bo", ""]


def test_a_form_asks_what_its_person_was_issued(desk: Visitor, session: TrainingSession) -> None:
    an_issued(a_booking(session, a_user(name="Ann"), Outcome.ATTENDED), Stage.POST_COURSE)
    a_booking(session, a_user(name="Bo"), Outcome.ATTENDED)
    newer = Questionnaire(stage=Stage.POST_COURSE, is_brief=False, version=2, published_at=NOW)
    newer.questions = [Question(position=1, kind=QuestionKind.TEXT, words="What else?")]
    db.session.add(newer)
    db.session.commit()
    ann, bo, blank = printed(desk, session, Stage.POST_COURSE)
    assert ("How useful was it" in ann, "What else?" in ann) == (True, False)
    assert ("How useful was it" in bo, "What else?" in bo) == (False, True)
    assert "What else?" in blank


@pytest.mark.parametrize("name", ["Wolfeschlegelsteinhausenbergerdorff" * 3, "李小龙 😀"])
def test_any_name_is_printed(desk: Visitor, session: TrainingSession, name: str) -> None:
    a_booking(session, a_user(name=name), Outcome.ATTENDED)
    response = contextvars.Context().run(desk.client.get, f"/evaluation/sessions/{session.id}/after.pdf")
    assert len(pypdf.PdfReader(io.BytesIO(response.get_data())).pages) == 2


def test_the_register_leads_the_office_to_its_papers_and_no_trainer(desk: Visitor, session: TrainingSession) -> None:
    page = desk.open_page(f"/registers/{session.id}").click(QUESTIONNAIRES_ON_PAPER)
    assert page.address == f"/evaluation/sessions/{session.id}/paper"
    trainer = a_user(Role.TRAINER)
    own = a_past_session(trainers=[a_trainer(email=trainer.email)])
    desk.sign_in(trainer)
    assert not desk.open_page(f"/registers/{own.id}").has_link(QUESTIONNAIRES_ON_PAPER)
    assert desk.open_page(f"/evaluation/sessions/{own.id}/paper").status == 403
