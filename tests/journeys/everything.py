"""Something of everything in the database, and the addresses at which it is seen."""

from datetime import date, timedelta

from app.accounts.models import User
from app.accounts.services import PROOF_LASTS, new_proof
from app.booking.models import BookingState, Outcome
from app.booking.services import hold_place
from app.charging.models import Charge
from app.charging.services import propose_charges, waive
from app.clock import now
from app.database import db
from app.evaluation.models import Stage
from app.links import Secret
from app.notifications.models import MessageState
from app.programme.models import Course, Delivery, SessionState, Strand
from tests.builders import (
    a_booking,
    a_closed_register,
    a_course,
    a_delegate,
    a_learning_week,
    a_manager,
    a_manager_request,
    a_message,
    a_past_session,
    a_policy,
    a_session,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
)
from tests.conftest import NOW

MEASURED = {"Knowledge": 4, "Confidence to practise": 5, "Professional challenge": 3}
LONG_TITLE = "Sexual Abuse: Intrafamilial Harm, Harmful Practices, Responding to Sexual Assault"


class Everything:
    """`manager` and `rosa`, a practitioner, sign in; `newcomer` has no booking yet."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        self.policy = a_policy(words="A place you don’t use is a place a colleague could have had.")
        self.manager = a_manager()
        self.hospitals = an_agency("Anyshire Hospitals NHS Foundation Trust")
        self.rosa = a_user(name="Rosa Díaz", email="rosa@example.org", agency=self.hospitals)
        self.newcomer = a_user()
        self.course = a_course(LONG_TITLE, level="Levels 2-3", audience="Anyone who works with children.")
        self._to_come()
        self._learning_week()
        self._over()
        self._questionnaires()
        self._messages()

    def _keep(self, **ids: int | str) -> None:
        self.addresses |= {name: str(value) for name, value in ids.items()}

    def _to_come(self) -> None:
        trainers = [a_trainer("Jo Bell"), a_trainer("Ali Khan")]
        session = a_session(self.course, trainers=trainers, joining_link="https://meet.example.org/a/long/address")
        mine = a_session(self.course, on=date(2026, 12, 10), delivery=Delivery.VIRTUAL, venue="")
        full = a_session(a_course("Complex Neglect"), places=1)
        a_booking(full)
        booking = a_booking(mine, self.rosa, policy=self.policy, access_needs="A hearing loop")
        withdrawn = a_booking(session, self.rosa, Outcome.CANCELLED, state=BookingState.CANCELLED, cancelled_at=now())
        draft = a_session(self.course, state=SessionState.DRAFT)
        self._keep(course=self.course.id, course_without_dates=a_past_session(a_course("LCSPR update")).course_id)
        self._keep(session=session.id, mine=mine.id, full=full.id, draft=draft.id)
        self._keep(booking=booking.id, withdrawn=withdrawn.id)

        hold, lapsed = (hold_place(session, a_delegate(), at=at) for at in (now(), now() - timedelta(hours=1)))
        for name, held in (("hold", hold), ("lapsed", lapsed)):
            self._keep(**{name: _path("hold", held.id), f"confirm_{name}": _path("confirm", held.id, held.proof_id)})
        proof = new_proof(email=self.manager.email, at=now(), lasts=PROOF_LASTS)
        self._keep(sign_in=_path("sign-in", proof.id), confirmed=_path("confirm", booking.id))

    def _learning_week(self) -> None:
        week = a_learning_week(date(2027, 2, 8), introduction="Five days of short sessions.")
        for title, strand, on in (
            ("Hidden harm: when neglect looks like chaos", Strand.SPECIALIST, date(2027, 2, 8)),
            ("Spotlight on… the family hub team", Strand.LUNCHTIME, date(2027, 2, 8)),
            ("Vulnerable infants conference", Strand.CONFERENCE, date(2027, 2, 9)),
            ("County lines", Strand.SPECIALIST, date(2027, 2, 9)),
        ):
            a_session(a_course(title, strand), on=on, learning_week_id=week.id, is_open=title == "County lines")
        self._keep(week=week.id, empty_week=a_learning_week(date(2027, 6, 7)).id)

    def _over(self) -> None:
        to_mark = a_session(self.course, on=NOW.date())
        for outcome in (None, Outcome.ATTENDED, Outcome.NO_SHOW):
            a_booking(to_mark, a_user(agency=self.hospitals), outcome, access_needs="Step-free access")
        closed = a_past_session(self.course, days_ago=100)
        came = [a_booking(closed, a_user(agency=self.hospitals), Outcome.ATTENDED) for _ in range(3)]
        for _ in range(2):
            a_booking(closed, a_user(agency=self.hospitals), Outcome.NO_SHOW, policy=self.policy)
        a_closed_register(closed)
        a_closed_register(a_past_session(a_course("Safeguarding for councillors", Strand.BESPOKE), days_ago=90))
        propose_charges(at=now())
        charge, decided = db.session.query(Charge).all()
        waive(decided, reason="Sickness, with the manager’s word.", by=self.manager, at=now())
        self._keep(to_mark=to_mark.id, closed=closed.id, charge=charge.id, decided=decided.id)
        self.came = came

    def _questionnaires(self) -> None:
        one, two, three = self.came
        for booking in (one, two):
            an_issued(booking, Stage.AFTER, at=now() - timedelta(days=60), answers={**MEASURED, "Knowledge": 8})
        asked = an_issued(three, Stage.AFTER)
        later = an_issued(three, Stage.LATER)
        request = a_manager_request(one, two)
        self._keep(after=_path("after", three.id), later=_path("later", three.id), answered=_path("after", one.id))
        self._keep(manager_asked=_path("manager", request.id))

    def _messages(self) -> None:
        message = a_message(state=MessageState.RETRYING, last_error="451 4.3.2 Down for maintenance, try again later")
        a_message(state=MessageState.SENT, sent_at=now())
        self._keep(message=message.id)


def _path(purpose: str, record: int, version: int | None = 1) -> str:
    """A mailed link's address, without the host."""
    return "/" + Secret(purpose, record, version or 1).reveal().split("/", 3)[3]
