"""Line managers: ten people, one shared mailbox, the practitioner themself, none at all."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.booking.models import Booking
from app.booking.services import record_outcome
from app.booking.states import Outcome
from app.core.clock import now
from app.core.database import db
from app.evaluation.answering.models import Answer
from app.evaluation.answering.services import answer_as_manager
from app.evaluation.issuing.services import issue_questionnaires
from app.evaluation.kinds import QuestionKind
from app.evaluation.models_issued import CannotSay, Issued, ManagerRequest
from app.evaluation.stages import Stage
from app.evaluation.timing.models import StageTiming
from tests.builders import (
    a_booking,
    a_course_asked_after,
    a_manager,
    a_past_session,
    a_user,
    an_issued,
    link_in,
    mail_to,
    questionnaire_for,
)
from tests.conftest import NOW
from tests.evaluation.answers import for_all, kept, open_request, ticks
from tests.page import Visitor
from tests.words import SEND_MY_ANSWERS, WHAT_WILL_YOU_DO

KIM = "kim@example.org"


def people(*names: str, **more: Any) -> list[Booking]:
    """Who came six weeks ago, and are asked about impact today with their managers."""
    session = a_past_session(a_course_asked_after(6), days_ago=42)
    details = {"manager_name": "Kim Lee", "manager_email": KIM} | more
    return [a_booking(session, a_user(name=name, **details), Outcome.ATTENDED) for name in names]


def asked() -> list[ManagerRequest]:
    issue_questionnaires(at=NOW)
    return db.session.query(ManagerRequest).order_by(ManagerRequest.id).all()


def instead(issued: Issued) -> str:
    """The name of the field that says why nothing can be said."""
    return f"about_{issued.id}_cannot_say"


def test_ten_people_are_one_message_and_one_short_page(visitor: Visitor) -> None:
    names = [f"Person of Kim’s {number}" for number in range(10)]
    people(*names)
    [request] = asked()
    [letter] = mail_to(KIM)
    assert all(name in letter.text for name in names)
    page = visitor.open_page(link_in(letter, "/questionnaires/manager/"))
    assert [heading.get_text(strip=True) for heading in page.soup.select("main h2")] == [*names, "For all of them"]
    assert len(ticks(page)) == 20  # two a person
    assert len(page.soup.select("textarea")) == 1
    assert page.words.count(request.people[0].booking.session.title) == 1
    page = page.press(SEND_MY_ANSWERS, **dict.fromkeys(ticks(page), 1), **{for_all(request): "They ask."})
    assert page.h1 == "Thank you"
    assert all(list(kept(issued).values()) == [1, 1] for issued in request.issued)
    assert db.session.query(Answer).filter_by(manager_request_id=request.id).count() == 1


def test_of_somebody_no_longer_managed_or_not_seen_since_that_is_the_answer(visitor: Visitor) -> None:
    people("Ann", "Bo", "Cy")
    [request] = asked()
    ann, bo, cy = request.people
    page = open_request(visitor, request.id)
    about_ann = dict.fromkeys(ticks(page)[:2], 1)
    said = {instead(bo): ["no longer manages this person"], instead(cy): ["hasn’t seen them since"]}
    assert page.press(SEND_MY_ANSWERS, **about_ann, **said).h1 == "Thank you"
    assert (ann.cannot_say, bo.cannot_say, cy.cannot_say) == (None, CannotSay.NOT_MINE, CannotSay.NOT_SEEN)
    assert (kept(bo), kept(cy)) == ({}, {})
    assert all(issued.answered_at == NOW for issued in request.issued)


@pytest.mark.parametrize(
    "ticked", [["no longer manages this person"], ["no longer manages this person", "hasn’t seen them since"]]
)
def test_both_an_answer_and_why_there_is_none_is_refused_beside_the_field_naming_the_person(
    visitor: Visitor, ticked: list[str]
) -> None:
    people("Ann", "Bo")
    [request] = asked()
    _, bo = request.people
    page = open_request(visitor, request.id)
    answers = dict.fromkeys(ticks(page), 1)
    page = page.press(SEND_MY_ANSWERS, **answers, **{instead(bo): ticked})
    assert page.problems == ["Answer about Bo, or tick one of these instead, but not both"]
    assert page.error_beside(instead(bo)) == page.problems[0]
    assert page.soup.find("details", open=True)  # the field can be seen
    assert not request.is_answered
    assert page.press(SEND_MY_ANSWERS, **{instead(bo): None}).h1 == "Thank you"


def test_two_reasons_are_one_too_many(visitor: Visitor) -> None:
    people("Ann")
    [request] = asked()
    [ann] = request.people
    page = open_request(visitor, request.id)
    page = page.press(SEND_MY_ANSWERS, **{instead(ann): [each.value for each in CannotSay]})
    assert page.error_beside(instead(ann)).startswith("Answer about Ann")


def test_a_question_with_several_choices_left_empty_is_no_answer(visitor: Visitor) -> None:
    people("Ann")
    standing = questionnaire_for(db.session.query(Booking).one().session, Stage.MANAGER)
    talked = standing.asked[1]
    talked.kind, talked.options, talked.is_required = QuestionKind.SEVERAL_OF, ["Supervision", "Appraisal"], False
    db.session.commit()
    [request] = asked()
    [ann] = request.people
    page = open_request(visitor, request.id).press(SEND_MY_ANSWERS, **{instead(ann): ["hasn’t seen them since"]})
    assert page.h1 == "Thank you"


def test_nothing_that_the_practitioner_answered_is_shown(visitor: Visitor) -> None:
    [booking] = people("Ann")
    an_issued(booking, Stage.POST_COURSE, answers={"Knowledge": 3, WHAT_WILL_YOU_DO: "Leave my manager"})
    [request] = asked()
    db.session.query(Issued).filter_by(booking_id=booking.id, stage=Stage.IMPACT).update({"draft": {"x": "A secret"}})
    db.session.commit()
    page = open_request(visitor, request.id)
    assert "Leave my manager" not in str(page.soup)
    assert "A secret" not in str(page.soup)
    assert not page.soup.find("input", checked=True)


def test_who_turns_out_to_have_been_absent_leaves_the_page_and_may_come_back(app: Flask) -> None:
    ann, bo = people("Ann", "Bo")
    [request] = asked()
    office, (about_ann, about_bo) = a_manager(), request.people
    record_outcome(bo, Outcome.NO_SHOW, by=office, at=now())
    assert request.people == [about_ann]
    record_outcome(bo, Outcome.ATTENDED, by=office, at=now())  # while the manager answers about Ann
    answer_as_manager(request, {about_ann.id: CannotSay.NOT_SEEN}, for_all={}, at=NOW)
    assert (about_ann.answered_at, about_bo.answered_at) == (NOW, None)
    assert ann.outcome


# One mailbox, and managers who aren't there


def shared_mailbox() -> None:
    session = a_past_session(a_course_asked_after(6), days_ago=42)
    for name, manager in (("Ann", "Kim Lee"), ("Bo", "Lou May"), ("Cy", "Max Orr")):
        person = a_user(name=name, manager_name=manager, manager_email="team@example.org")
        a_booking(session, person, Outcome.ATTENDED)


def test_a_letter_taken_back_is_written_again_when_somebody_is_wanted_again(app: Flask) -> None:
    [booking] = people("Ann")
    [request] = asked()
    booking.outcome = Outcome.NO_SHOW
    db.session.commit()
    issue_questionnaires(at=NOW)
    assert ([letter.state for letter in mail_to(KIM)], request.mailed_at) == (["withdrawn"], None)
    booking.outcome = Outcome.ATTENDED
    db.session.commit()
    issue_questionnaires(at=NOW + timedelta(minutes=1))
    assert [letter.state for letter in mail_to(KIM)] == ["withdrawn", "queued"]


def test_managers_are_not_asked_about_what_has_closed(app: Flask) -> None:
    """The impact questionnaire was issued a month ago; the manager was turned on, or known, only now."""
    [booking] = people("Ann")
    an_issued(booking, Stage.IMPACT, at=NOW - timedelta(days=28))
    assert asked() == []


def test_one_request_is_open_until_the_last_of_its_people_closes(app: Flask) -> None:
    """Two courses of one day, one of which leaves its managers a week."""
    brief, long = (a_course_asked_after(6) for _ in range(2))
    for each in db.session.query(StageTiming).filter_by(course_id=brief.id, stage=Stage.MANAGER):
        each.open_days = 7
    for course in (long, brief):
        a_booking(a_past_session(course, days_ago=42), a_user(manager_email=KIM), Outcome.ATTENDED)
    [request] = asked()
    assert request.closes_at == NOW + timedelta(days=28)


def test_a_mailbox_that_three_managers_share_gets_one_message_that_greets_nobody_by_name(visitor: Visitor) -> None:
    shared_mailbox()
    [request] = asked()
    [letter] = mail_to("team@example.org")
    assert letter.revealed_text().startswith("Hello,\n")
    page = open_request(visitor, request.id)
    for person, manager in (("Ann", "Kim Lee"), ("Bo", "Lou May"), ("Cy", "Max Orr")):
        [line] = [line for line in letter.text.splitlines() if line.startswith(f"- {person}:")]
        assert line.endswith(f"(manager: {manager})")
        assert f"{person} Manager: {manager}" in page.words


def test_one_manager_is_greeted_by_name_and_not_named_with_each_person(visitor: Visitor) -> None:
    people("Ann", "Bo")
    [request] = asked()
    [letter] = mail_to(KIM)
    assert letter.revealed_text().startswith("Hello Kim Lee,\n")
    assert "manager: Kim Lee" not in letter.text
    assert "Manager: Kim Lee" not in open_request(visitor, request.id).words


@pytest.mark.parametrize("of_whom", ["themself", "nobody"])
def test_nobody_is_asked_about_themself_nor_for_somebody_without_a_manager(app: Flask, of_whom: str) -> None:
    email = "ann@example.org" if of_whom == "themself" else ""
    people("Ann", email="ann@example.org", manager_email=email, manager_name="Ann" if email else "")
    assert asked() == []
    assert mail_to("ann@example.org", "manager-questionnaire") == []
    assert mail_to("ann@example.org", "later-questionnaire")  # asked as a practitioner all the same


def test_a_manager_who_came_too_is_asked_about_the_others_alone(app: Flask) -> None:
    people("Ann")
    session = db.session.query(Booking).one().session
    kim = a_user(name="Kim Lee", email=KIM, manager_name="Kim Lee", manager_email=KIM)
    a_booking(session, kim, Outcome.ATTENDED)
    [request] = asked()
    assert [issued.booking.name for issued in request.people] == ["Ann"]
