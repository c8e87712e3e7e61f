"""Something of everything in the database, and the addresses at which it is seen."""

from datetime import date, timedelta

from app.accounts.models import User
from app.accounts.services import PROOF_LASTS, new_proof
from app.booking.models import Booking, BookingState, Outcome
from app.booking.services import ask_to_wait, hold_place
from app.charging.models import Charge
from app.charging.services import propose_charges, waive
from app.clock import now
from app.database import db
from app.evaluation.models import Stage
from app.links import Secret
from app.notifications.models import MessageState
from app.programme.models import Course, Delivery, Series, SessionState, Strand, TrainingSession
from app.terms.models import Policy
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_delegate,
    a_learning_week,
    a_manager_request,
    a_material,
    a_message,
    a_past_session,
    a_policy,
    a_session,
    a_speaker,
    a_subscription,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
)
from tests.conftest import NOW

Addresses = dict[str, int | str]
"""Ids and mailed paths by the names that the pages' addresses use."""

A_LONG_TITLE = "Sexual Abuse: Intrafamilial Harm, Harmful Practices, Responding to Sexual Assault"


def something_of_everything(manager: User, practitioner: User) -> Addresses:
    policy = a_policy(words="A place you don’t use is a place a colleague could have had.")
    course = a_course(
        A_LONG_TITLE,
        level="Levels 2-3",
        audience="Anyone who works with children.",
        answers_to=["case review", "priority of the year"],
        answers_words="Child K, recommendation 3.",
        review_on=NOW.date(),
        prerequisite=a_course("Fundamental Safeguarding", is_retired=True),
        prerequisites="A year of practice.",
        refresh_years=2,
    )
    return {
        "course": course.id,
        **sessions_to_come(course),
        **bookings_of(practitioner, course),
        **a_week(),
        **what_is_over(course, policy, manager),
        **messages(),
        **subscriptions(course),
        "agency": an_agency("Anyshire Hospital Trust (typed in by somebody)", is_listed=False).id,
        "sign_in": _path("sign-in", new_proof(email=manager.email, at=now(), lasts=PROOF_LASTS).id),
    }


def sessions_to_come(course: Course) -> Addresses:
    trainer = a_trainer("Jo Bell", email="jo.bell@example.org", agency=an_agency("Anyshire Police"), can_teach=[course])
    session = a_session(
        course,
        trainers=[trainer, a_trainer("Ali Khan")],
        delivery=Delivery.HYBRID,
        joining_link="https://meet.example.org/a-rather-long-address-without-any-break-in-it",
    )
    full = a_session(a_course("Complex Neglect"), places=1)
    a_booking(full)
    a_speaker(session)
    draft = a_session(course, state=SessionState.DRAFT, trainers=[trainer], are_confirmed=False)
    hold, lapsed = (hold_place(session, a_delegate(), at=at) for at in (now(), now() - timedelta(hours=1)))
    return {
        "session": session.id,
        "trainer": trainer.id,
        "full": full.id,
        "draft": draft.id,
        "bespoke": a_bespoke_session(course).id,
        "uninvited": (uninvited := a_session(a_course("Safeguarding for the choir", Strand.BESPOKE))).id,
        "invitation": _path("invitation", uninvited.id),
        "hold": _path("hold", hold.id),
        "lapsed": _path("hold", lapsed.id),
        "confirm": _path("confirm", hold.id, hold.proof_id),
        "too_late": _path("confirm", lapsed.id, lapsed.proof_id),
    }


def a_bespoke_session(before: Course) -> TrainingSession:
    """With every rule there is."""
    return a_session(
        a_course("Safeguarding for a new team", Strand.BESPOKE, prerequisite=before),
        invited_group="The new family hub team",
        opens_on=NOW.date(),
        closes_on=NOW.date(),
        agency_cap=3,
        cap_lifted_days_before=14,
        prerequisite_years=3,
        audience=["health", "police"],
        minimum=8,
        bars_non_attenders=True,
    )


def bookings_of(practitioner: User, course: Course) -> Addresses:
    mine = a_session(course, on=date(2026, 12, 10), delivery=Delivery.VIRTUAL, venue="")
    a_material(course, title="Chronology template")
    booking = a_booking(mine, practitioner, access_needs="A hearing loop")
    withdrawn = a_booking(None, practitioner, Outcome.CANCELLED, state=BookingState.CANCELLED, cancelled_at=now())
    return {
        "mine": mine.id,
        "booking": booking.id,
        "person": practitioner.id,
        "withdrawn": withdrawn.id,
        **a_waiting_list(practitioner),
        "confirmed": _path("confirm", booking.id),
        "before": _path("before", an_issued(booking, Stage.BEFORE).booking_id),
    }


def a_waiting_list(practitioner: User) -> Addresses:
    busy = a_session(a_course("Suicide Prevention and Planning"), places=1, offers_paused="The room may change.")
    taken = a_booking(busy)
    until = now() + timedelta(days=1)
    offered = a_booking(busy, state=BookingState.OFFERED, waiting_since=now(), offered_until=until)
    waiting = a_booking(busy, practitioner, state=BookingState.WAITING, waiting_since=now())
    return {
        "busy": busy.id,
        "taken": taken.id,
        "offer": _path("offer", offered.id),
        "waiting": waiting.id,
        "unconfirmed": _path("hold", ask_to_wait(busy, a_delegate(), at=now()).id),
    }


def a_week() -> Addresses:
    week = a_learning_week(date(2027, 2, 8), introduction="Five days of short sessions.")
    for title, strand, on in (
        ("Hidden harm: when neglect looks like chaos", Strand.SPECIALIST, date(2027, 2, 8)),
        ("Spotlight on… the family hub team", Strand.LUNCHTIME, date(2027, 2, 8)),
        ("Vulnerable infants conference", Strand.CONFERENCE, date(2027, 2, 9)),
        ("County lines", Strand.SPECIALIST, date(2027, 2, 9)),
    ):
        a_session(a_course(title, strand), on=on, learning_week_id=week.id, is_open=title == "County lines")
    return {"week": week.id, "empty_week": a_learning_week(date(2027, 6, 7)).id}


def what_is_over(course: Course, policy: Policy, manager: User) -> Addresses:
    hospitals = an_agency("Anyshire Hospitals NHS Foundation Trust")
    to_mark = a_session(course, on=NOW.date() - timedelta(days=1))
    for outcome in (Outcome.ATTENDED, Outcome.NO_SHOW):
        a_booking(to_mark, a_user(agency=hospitals), outcome, access_needs="Step-free access")
    came = a_booking(to_mark, a_user(agency=hospitals), access_needs="Step-free access", dietary_needs="No nuts")
    closed = a_past_session(course, days_ago=100)
    one, two, three = (a_booking(closed, a_user(agency=hospitals), Outcome.ATTENDED) for _ in range(3))
    for _ in range(2):
        a_booking(closed, a_user(agency=hospitals), Outcome.NO_SHOW, policy=policy)
    a_closed_register(closed)
    apart = a_past_session(a_course("Safeguarding for councillors", Strand.BESPOKE), days_ago=90)
    a_closed_register(apart)
    propose_charges(at=now(), looks_back=timedelta(days=365))
    charge, decided = db.session.query(Charge).all()
    waive(decided, reason="Sickness, with the manager’s word.", by=manager, at=now())
    return {
        "to_mark": to_mark.id,
        "open_to_all": a_past_session(a_course("How to… listen"), is_open=True).id,
        "came": came.id,
        "room": _path("room", to_mark.id),
        "room_now": _path("room", (on_now := a_session(course, on=NOW.date())).id),
        "on_now": on_now.id,
        "check_in": _path("check-in", a_booking(on_now).id),
        "online": a_past_session(course, delivery=Delivery.VIRTUAL, venue="").id,
        "closed": closed.id,
        "without_dates": a_past_session(a_course("LCSPR update"), days_ago=80).course_id,
        "charge": charge.id,
        "decided": decided.id,
        **questionnaires_about(one, two, three),
    }


def questionnaires_about(one: Booking, two: Booking, three: Booking) -> Addresses:
    """Two have answered, one hasn't; nor has their manager."""
    answers: dict[str, int | str] = {"Knowledge": 8, "What will you do differently?": "Write chronologies."}
    for booking in (one, two):
        an_issued(booking, Stage.AFTER, at=now() - timedelta(days=60), answers=answers)
    return {
        "answered": _path("after", one.id),
        "after": _path("after", an_issued(three, Stage.AFTER).booking_id),
        "later": _path("later", an_issued(three, Stage.LATER).booking_id),
        "manager": _path("manager", a_manager_request(one, two).id),
    }


def messages() -> Addresses:
    a_message(state=MessageState.SENT, sent_at=now())
    words = "451 4.3.2 Down for maintenance, try again later"
    return {"message": a_message(state=MessageState.RETRYING, last_error=words).id}


def subscriptions(course: Course) -> Addresses:
    """A series has people and a list, and sessions open to all; an address waits to be confirmed, and one has ended."""
    lunch = a_course("How to… use the neglect tool", Strand.LUNCHTIME, series=Series.HOW_TO)
    open_to_all = a_session(lunch, is_open=True, delivery=Delivery.VIRTUAL, venue="")
    stands = a_subscription("series-how-to", "all-staff@police.example.org", name="All staff", is_list=True)
    a_subscription("series-how-to")
    a_subscription(f"course-{course.id}")
    return {
        "open": open_to_all.id,
        "subscribe": _path("subscribe", a_subscription("series-spotlight", confirmed_at=None).id),
        "stop": _path("unsubscribe", stands.id),
        "stopped": _path("unsubscribe", a_subscription("series-spotlight", ended_at=now()).id),
    }


def _path(purpose: str, record: int, version: int | None = 1) -> str:
    """A mailed link's address, without the host."""
    return "/" + Secret(purpose, record, version or 1).reveal().split("/", 3)[3]
