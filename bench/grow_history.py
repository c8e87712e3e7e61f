"""What many years left behind, for `bench.grow`: a table at a time, by SQL from the sessions' plan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.engine import Connection

from app.accounts.models import Agency, AgencyGroup, User
from app.attendance.registers.models import DayMark, Register
from app.audit.models import AuditEntry, Verb
from app.booking.models import Booking
from app.booking.states import BookingState, Channel, Outcome
from app.charging.bills.models import Bill, BillFile, BillingDetails, BillLine, FileKind
from app.charging.models import Charge, ChargeState, Explainer, Explanation, WaiverReason
from app.core.changes import LastRun
from app.core.database import UtcDateTime
from app.evaluation.answering.models import Answer
from app.evaluation.issuing.services import ISSUING_TURN
from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Question
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.questionnaires.queries import in_use
from app.evaluation.stages import Stage
from app.notifications.models import LetterKind, Message, MessageState
from app.programme.models_sessions import SessionDay, TrainingSession
from app.records.certificates.models import Certificate
from app.records.certificates.rules import CODE_LENGTH, CODE_LETTERS
from app.terms.models import Cause
from bench.grow_programme import Programme, first_free, plan
from bench.grow_sql import chance, fill, later, one_of, text_of

A_DAY = 86_400
MOST_SEATS = 40

ENDS = {
    Outcome.ATTENDED: 770,
    Outcome.NO_SHOW: 820,
    Outcome.EXCUSED: 850,
    Outcome.LEFT_EARLY: 865,
    Outcome.LATE_REFUSED: 880,
    Outcome.LATE_CANCELLED: 910,
    Outcome.CANCELLED: 955,
    Outcome.WALK_IN: 980,
}
"""What came of a booking, in thousandths added up; the rest left the waiting list or lapsed."""

MARKS = [Outcome.ATTENDED, Outcome.NO_SHOW, Outcome.EXCUSED, Outcome.LEFT_EARLY, Outcome.LATE_REFUSED]
LEFT, LAPSED = "left-list", "lapsed"

LETTER = "Dear colleague,\n\nthis is what we have written down. Your bookings are on our pages.\n\nThe training team\n"

COMMENTS = [
    "I will write chronologies from the first visit on.",
    "Ask what a day looks like for the child.",
    "Use the escalation policy sooner.",
    "Talk about it in my next supervision.",
    "More on what happens in group chats.",
    "Time between visits.",
    "The tool isn’t on our system yet.",
]

seat = Table("grown_seat", MetaData(), Column("k", Integer, primary_key=True), prefixes=["TEMPORARY"])

asked_together = Table(
    "grown_request",
    MetaData(),
    Column("manager_email", String, primary_key=True),
    Column("asked_at", UtcDateTime, primary_key=True),
    Column("id", Integer),
    Column("number", Integer),
    Column("manager_name", String),
    Column("reminders", Integer),
    prefixes=["TEMPORARY"],
)
"""What falls due together for a manager."""

booking, session, issued = Booking.__table__, TrainingSession.__table__, Issued.__table__
charge, certificate, message, answer = Charge.__table__, Certificate.__table__, Message.__table__, Answer.__table__
audit, person, request = AuditEntry.__table__, User.__table__, ManagerRequest.__table__

p, b, i = plan.c, booking.c, issued.c
booked = plan.join(booking, b.session_id == p.session_id)


@dataclass
class History:
    """Bookings and all that followed from them."""

    connection: Connection
    programme: Programme
    at: datetime

    def write(self) -> None:
        seat.create(self.connection)
        self.connection.execute(insert(seat), [{"k": k} for k in range(1, MOST_SEATS + 1)])
        for step in (
            self._bookings,
            self._registers,
            self._day_marks,
            self._questionnaires,
            self._managers,
            self._answers,
            self._certificates,
            self._charges,
            self._bills,
            self._letters,
            self._audit,
        ):
            step()
        seat.drop(self.connection)
        plan.drop(self.connection)

    def _bookings(self) -> None:
        last = first_free(self.connection, Booking) - 1
        serial = p.first + seat.c.k
        people, first = self.programme.people, self.programme.first_person
        often = and_(seat.c.k == 1, p.number % 200 == 0)  # one person has been to hundreds of sessions
        anybody = 1 + (p.number * 31 + seat.c.k * 17) % (people - 1)
        draft = (
            select(
                (serial + last).label("id"),
                serial.label("serial"),
                seat.c.k,
                (first + case((often, 0), else_=anybody)).label("person_id"),
                _what_came_of_it(serial).label("end"),
                *plan.c,
            )
            .join_from(plan, seat, seat.c.k <= p.seats)
            .subquery("draft")
        )
        d, u = draft.c, person.c
        came, walked_in = d.end.in_([*MARKS, Outcome.WALK_IN]), d.end == Outcome.WALK_IN
        was_late, in_time = d.end == Outcome.LATE_CANCELLED, d.end == Outcome.CANCELLED
        waits = d.end == BookingState.WAITING
        created_at = case(
            (waits, later(self._at, -7200 + d.k * 60)),
            (walked_in, d.starts_at),
            else_=later(d.base_at, -(9 * A_DAY + chance(d.serial, 2, 50 * A_DAY))),
        )
        cancelled_at = case(
            (was_late, later(d.starts_at, -(2 * 3600 + chance(d.serial, 3, 16 * 3600)))),
            (in_time, later(d.base_at, -8 * A_DAY - 3600)),
        )
        needs = and_(d.keeps_needs, chance(d.serial, 4) < 40)
        terms = d.end != Outcome.WALK_IN
        on_the_list = or_(waits, d.end == LEFT)
        fill(
            self.connection,
            booking,
            draft.join(person, u.id == d.person_id),
            changed_at=func.coalesce(cancelled_at, d.closed_at, created_at),
            id=d.id,
            session_id=d.session_id,
            practitioner_id=d.person_id,
            **{name: u[name] for name in ("name", "agency_id", "job_role", "team", "manager_name", "manager_email")},
            access_needs=case((needs, "Step-free access"), else_=""),
            dietary_needs=case((needs, "Vegetarian"), else_=""),
            policy_id=case((terms, self.programme.policy_id)),
            terms_accepted_at=case((terms, created_at)),
            promised_free_until=case((terms, d.free_until)),
            agency_group=case((terms, literal(AgencyGroup.CONTRIBUTING, b.agency_group.type))),
            created_at=created_at,
            joining_sent_for=case((d.told_details, d.starts_at)),
            reminded_for=case((d.told_again, d.starts_at)),
            confirmation_told_at=case((or_(d.end.in_(MARKS), was_late, in_time, d.end == "booked"), created_at)),
            state=case(
                (d.end.in_([*MARKS, "booked"]), BookingState.BOOKED.value),
                (or_(was_late, in_time), BookingState.CANCELLED.value),
                (walked_in, BookingState.WALKED_IN.value),
                else_=d.end,
            ),
            outcome=case((or_(came, was_late, in_time), d.end)),
            waiting_since=case((on_the_list, created_at)),
            booked_at=case((or_(d.end.in_(MARKS), was_late, in_time, d.end == "booked"), created_at)),
            cancelled_at=cancelled_at,
            cancelled_by_id=case((or_(was_late, in_time), d.person_id)),
            cancel_channel=case((or_(was_late, in_time), literal(Channel.WEBSITE, b.cancel_channel.type))),
            cancel_reason=case((or_(was_late, in_time), "I have to be in court."), else_=""),
            marked_at=case((came, d.closed_at)),
        )

    @property
    def _at(self) -> ColumnElement[datetime]:
        return literal(self.at, p.base_at.type)

    def _registers(self) -> None:
        """Open sessions that are over have a count of heads."""
        fill(
            self.connection,
            Register.__table__,
            plan.join(session, session.c.id == p.session_id),
            p.is_closed,
            changed_at=p.closed_at,
            session_id=p.session_id,
            closed_at=p.closed_at,
            closed_by_id=self.programme.officer_id,
            head_count=case((session.c.is_open, 20 + chance(p.session_id, 5, 80))),
        )

    def _day_marks(self) -> None:
        day = SessionDay.__table__.c
        fill(
            self.connection,
            DayMark.__table__,
            booked.join(SessionDay.__table__, day.session_id == p.session_id),
            p.is_marked_by_day,
            b.outcome.in_([*MARKS, Outcome.WALK_IN]),
            changed_at=p.closed_at,
            booking_id=b.id,
            on=day.on,
            mark=b.outcome,
            marked_at=p.closed_at,
            marked_by_id=self.programme.officer_id,
        )

    # Evaluation

    def _questionnaires(self) -> None:
        ids = in_use().ids
        was_there = b.outcome.in_(Stage.POST_COURSE.asks_about)
        self._issue(
            Stage.PRE_COURSE,
            booked,
            and_(~p.is_brief, b.state == BookingState.BOOKED),
            questionnaire=literal(ids[None, Stage.PRE_COURSE, False]),
            issued_at=later(b.created_at, 15),
            closes_at=p.starts_at,
            reminders=p.reminders_before,
            share=700,
        )
        theirs = func.row_number().over(partition_by=(b.practitioner_id, p.week_id), order_by=(p.starts_at, b.id))
        of_week = (
            select(b.id.label("id"), theirs.label("place"))
            .select_from(booked)
            .where(p.week_id.is_not(None), was_there)
            .subquery("of_week")
        )
        after = literal(ids[None, Stage.POST_COURSE, False])
        brief = literal(ids[None, Stage.POST_COURSE, True])
        first_of_week = booked.outerjoin(of_week, of_week.c.id == b.id)
        self._issue(
            Stage.POST_COURSE,
            first_of_week,
            and_(p.asked_after_at.is_not(None), was_there, or_(p.week_id.is_(None), of_week.c.place == 1)),
            questionnaire=case((p.is_brief, brief), else_=after),
            issued_at=p.asked_after_at,
            closes_at=later(p.asked_after_at, 28 * A_DAY),
            reminders=p.reminders_after,
            share=620,
        )
        self._issue(
            Stage.IMPACT,
            booked,
            and_(p.asked_later_at.is_not(None), b.outcome.in_(Stage.IMPACT.asks_about)),
            questionnaire=literal(ids[None, Stage.IMPACT, False]),
            issued_at=p.asked_later_at,
            closes_at=later(p.asked_later_at, 28 * A_DAY),
            reminders=p.reminders_later,
            share=500,
        )
        self.connection.execute(insert(LastRun), [{"job": ISSUING_TURN, "at": self.at}])

    def _issue(
        self,
        stage: Stage,
        source: Any,
        where: ColumnElement[bool],
        *,
        questionnaire: ColumnElement[int],
        issued_at: ColumnElement[datetime],
        closes_at: ColumnElement[datetime],
        reminders: ColumnElement[int],
        share: int,
    ) -> None:
        """So many thousandths of those asked have answered, within a week, or will."""
        answered_at = later(issued_at, A_DAY // 24 + chance(b.id, 10 + len(stage), 7 * A_DAY))
        has_answered = and_(chance(b.id, 20 + len(stage)) < share, answered_at <= self._at, answered_at < closes_at)
        fill(
            self.connection,
            issued,
            source,
            where,
            changed_at=case((has_answered, answered_at), else_=issued_at),
            booking_id=b.id,
            stage=stage,
            questionnaire_id=questionnaire,
            issued_at=issued_at,
            closes_at=closes_at,
            mailed_at=issued_at,
            asked_at=issued_at,
            reminders_sent=reminders,
            answered_at=case((has_answered, answered_at)),
        )

    def _managers(self) -> None:
        """One request to each manager for all whose questionnaires fell due together; all of it is answered or none."""
        last = first_free(self.connection, ManagerRequest) - 1
        asked = (
            select(
                b.manager_email,
                p.asked_later_at.label("asked_at"),
                func.min(b.manager_name).label("manager_name"),
                func.max(p.reminders_later).label("reminders"),
            )
            .select_from(booked)
            .where(p.asked_later_at.is_not(None), b.outcome.in_(Stage.MANAGER.asks_about), b.manager_email != "")
            .group_by(b.manager_email, p.asked_later_at)
            .subquery("asked")
        )
        a, w = asked.c, asked_together.c
        asked_together.create(self.connection)
        fill(
            self.connection,
            asked_together,
            asked,
            **{column.name: column for column in a},
            id=last + func.row_number().over(order_by=(a.asked_at, a.manager_email)),
            number=func.row_number().over(partition_by=a.manager_email, order_by=a.asked_at),
        )
        fill(
            self.connection,
            request,
            asked_together,
            changed_at=w.asked_at,
            id=w.id,
            manager_email=w.manager_email,
            manager_name=w.manager_name,
            number=w.number,
            issued_at=w.asked_at,
            closes_at=later(w.asked_at, 28 * A_DAY),
            mailed_at=w.asked_at,
            asked_at=w.asked_at,
            reminders_sent=w.reminders,
        )
        theirs = booked.join(asked_together, and_(w.manager_email == b.manager_email, w.asked_at == p.asked_later_at))
        answered_at = later(w.asked_at, 2 * A_DAY)
        has_answered = and_(chance(w.id, 31) < 400, answered_at <= self._at)
        fill(
            self.connection,
            issued,
            theirs,
            b.outcome.in_(Stage.MANAGER.asks_about),
            changed_at=case((has_answered, answered_at), else_=w.asked_at),
            booking_id=b.id,
            stage=Stage.MANAGER,
            questionnaire_id=in_use().ids[None, Stage.MANAGER, False],
            manager_request_id=w.id,
            issued_at=w.asked_at,
            closes_at=later(w.asked_at, 28 * A_DAY),
            asked_at=w.asked_at,
            answered_at=case((has_answered, answered_at)),
        )
        asked_together.drop(self.connection)

    def _answers(self) -> None:
        question = Question.__table__
        q = question.c
        of_both = i.id * 7 + q.id
        asked = booked.join(issued, i.booking_id == b.id).join(question, q.questionnaire_id == i.questionnaire_id)
        is_text = q.kind.in_([QuestionKind.TEXT, QuestionKind.SHORT_TEXT])
        number = case(
            (q.kind == QuestionKind.SCALE_10, _level(of_both)),
            (q.kind == QuestionKind.USEFULNESS, 1 + chance(of_both, 41, 4)),
            (q.kind == QuestionKind.YES_NO, chance(of_both, 42, 2)),
        )
        fill(
            self.connection,
            answer,
            asked,
            i.answered_at.is_not(None),
            q.kind != QuestionKind.SECTION,
            or_(~is_text, and_(i.stage != Stage.MANAGER, chance(of_both, 43) < 60)),
            changed_at=i.answered_at,
            issued_id=i.id,
            question_id=q.id,
            number=number,
            words=case((is_text, one_of(COMMENTS, of_both, 44)), else_=""),
        )

    def _certificates(self) -> None:
        """For everybody who was there for all of it, and answered: of a Learning Week, about any of its sessions."""
        there = b.outcome.in_([Outcome.ATTENDED, Outcome.WALK_IN])
        answered = and_(i.booking_id == b.id, i.stage == Stage.POST_COURSE, i.answered_at.is_not(None))
        self._certify(booked.join(issued, answered), and_(p.week_id.is_(None), there), i.answered_at)
        of_week = (
            select(b.practitioner_id, p.week_id, func.min(i.answered_at).label("answered_at"))
            .select_from(booked.join(issued, answered))
            .where(p.week_id.is_not(None))
            .group_by(b.practitioner_id, p.week_id)
            .subquery("answered_about_weeks")
        )
        w = of_week.c
        theirs = booked.join(of_week, and_(w.practitioner_id == b.practitioner_id, w.week_id == p.week_id))
        self._certify(theirs, and_(p.is_closed, there), w.answered_at)

    def _certify(self, source: Any, where: ColumnElement[bool], answered_at: ColumnElement[datetime]) -> None:
        issued_at = later(case((answered_at > p.closed_at, answered_at), else_=p.closed_at), 60)
        fill(
            self.connection,
            certificate,
            source,
            where,
            changed_at=issued_at,
            booking_id=b.id,
            code=_code(b.id),
            course_title=p.title,
            level=p.level,
            issued_at=issued_at,
        )

    # Charges

    def _charges(self) -> None:
        first = first_free(self.connection, Charge)
        is_no_show = b.outcome == Outcome.NO_SHOW
        proposed_at = later(func.coalesce(b.marked_at, b.cancelled_at), 15)
        lot = chance(b.id, 51)
        is_waived, explained = and_(p.is_decided, lot < 400), lot < 550
        is_confirmed = and_(p.is_decided, lot >= 400)
        on_a_bill = and_(is_confirmed, p.bill_month.is_not(None))
        decided_at = case((p.is_decided, later(p.answer_by, A_DAY)))
        state = case(
            (is_waived, ChargeState.WAIVED.value),
            (and_(on_a_bill, p.closed_at < later(self._at, -120 * A_DAY), lot < 980), ChargeState.PAID.value),
            (and_(on_a_bill, p.closed_at < later(self._at, -120 * A_DAY)), ChargeState.WRITTEN_OFF.value),
            (on_a_bill, ChargeState.BILLED.value),
            (is_confirmed, ChargeState.CONFIRMED.value),
            (explained, ChargeState.EXPLAINED.value),
            (p.answer_by < self._at, ChargeState.UNEXPLAINED.value),
            else_=ChargeState.ASKED.value,
        )
        number = first - 1 + func.row_number().over(order_by=b.id)
        fill(
            self.connection,
            charge,
            booked,
            b.outcome.in_([Outcome.NO_SHOW, Outcome.LATE_CANCELLED]),
            p.pence > 0,
            changed_at=func.coalesce(decided_at, proposed_at),
            id=number,
            booking_id=b.id,
            agency_id=b.agency_id,
            cause=case((is_no_show, Cause.NO_SHOW.value), else_=Cause.LATE_CANCELLATION.value),
            pence=p.pence,
            rule="Did not attend: the whole charge for this session (Booking terms).",
            state=state,
            proposed_at=proposed_at,
            asked_at=proposed_at,
            answer_by=p.answer_by,
            letter_key="reason:charge-" + text_of(number),
            letter_left_at=later(proposed_at, 300),
            decided_at=decided_at,
            decided_by_id=case((p.is_decided, self.programme.manager_id)),
            paid_at=case((state == ChargeState.PAID.value, later(p.answer_by, 60 * A_DAY))),
            waiver_reason=case((is_waived, literal(WaiverReason.SICKNESS, charge.c.waiver_reason.type))),
            reason=case((is_waived, "Ill, with the manager’s word."), (lot >= 980, "It can’t be had."), else_=""),
            vat_code=case((is_confirmed, "E"), else_=""),
        )
        c = charge.c
        fill(
            self.connection,
            Explanation.__table__,
            booked.join(charge, c.booking_id == b.id),
            or_(c.state == ChargeState.EXPLAINED, c.state == ChargeState.WAIVED),
            charge_id=c.id,
            given_by=Explainer.PRACTITIONER,
            words="I was ill that day, and my manager knew by eight.",
            given_at=later(c.asked_at, A_DAY),
        )

    def _bills(self) -> None:
        first = first_free(self.connection, Bill)
        c, agency = charge.c, Agency.__table__.c
        states = [ChargeState.BILLED, ChargeState.PAID, ChargeState.WRITTEN_OFF]
        charged = booked.join(charge, c.booking_id == b.id)
        is_billed = and_(c.state.in_(states), p.bill_month.is_not(None))
        fill(
            self.connection,
            BillingDetails.__table__,
            Agency.__table__,
            agency.id.in_(self.programme.agencies[: len(self.programme.agencies) // 2]),
            agency_id=agency.id,
            contact_name="Accounts payable",
            contact_email="accounts" + text_of(agency.id) + literal("@example.org"),
            address="1 High Street\nNorthbridge",
        )
        months = (
            select(c.agency_id, p.bill_month, func.max(p.answer_by).label("last"))
            .select_from(charged)
            .where(is_billed)
            .group_by(c.agency_id, p.bill_month)
            .subquery("months")
        )
        m = months.c
        number = first - 1 + func.row_number().over(order_by=(m.bill_month, m.agency_id))
        bill = Bill.__table__
        fill(
            self.connection,
            bill,
            months.join(Agency.__table__, agency.id == m.agency_id),
            id=number,
            number=number,
            agency_id=m.agency_id,
            month=m.bill_month,
            agency_name=agency.name,
            contact_name="Accounts payable",
            contact_email="accounts" + text_of(agency.id) + literal("@example.org"),
            address="1 High Street\nNorthbridge",
            made_at=case(
                (later(m.last, 32 * A_DAY) < self._at, later(m.last, 32 * A_DAY)), else_=later(self._at, -A_DAY)
            ),
            made_by_id=self.programme.manager_id,
        )
        fill(
            self.connection,
            BillLine.__table__,
            charged.join(bill, and_(bill.c.agency_id == c.agency_id, bill.c.month == p.bill_month)).join(
                session, session.c.id == p.session_id
            ),
            is_billed,
            bill.c.id >= first,
            bill_id=bill.c.id,
            position=func.row_number().over(partition_by=bill.c.id, order_by=c.id),
            charge_id=c.id,
            session_title=p.title,
            on=self._date_of(p.starts_at),
            name=b.name,
            cause=c.cause,
            vat_code=c.vat_code,
            pence=c.pence,
        )
        for kind in FileKind:
            fill(
                self.connection,
                BillFile.__table__,
                bill,
                bill.c.id >= first,
                bill_id=bill.c.id,
                kind=kind,
                content=b"A bill that was made for trying how much Coursebook can hold.",
            )

    def _date_of(self, moment: ColumnElement[datetime]) -> ColumnElement[Any]:
        """The date of a session's start: in the daytime London and Greenwich have the same."""
        column = BillLine.__table__.c.on
        return func.date(moment, type_=column.type)

    # Mail and the audit log

    def _letters(self) -> None:
        """About three to a booking, all of them sent."""
        got_a_place = b.booked_at.is_not(None)
        self._letter(LetterKind.CONFIRMED, "Your place: ", got_a_place, b.created_at, "")
        still_booked = and_(b.state == BookingState.BOOKED)
        self._letter(
            LetterKind.JOINING_DETAILS,
            "Joining details: ",
            and_(still_booked, p.told_details),
            later(p.starts_at, -7 * A_DAY),
            self._stamp(p.starts_at),
        )
        self._letter(
            LetterKind.REMINDER,
            "Tomorrow: ",
            and_(still_booked, p.told_again),
            later(p.starts_at, -A_DAY),
            self._stamp(p.starts_at),
        )
        withdrawn = b.state == BookingState.CANCELLED
        self._letter(LetterKind.WITHDRAWN, "Withdrawn: ", withdrawn, b.cancelled_at, "")
        waits = b.state == BookingState.WAITING
        self._letter(LetterKind.WAITING, "You’re on the waiting list: ", waits, b.created_at, "")

    def _stamp(self, moment: ColumnElement[datetime]) -> ColumnElement[str]:
        if self.connection.dialect.name == "sqlite":
            return literal(":") + func.strftime("%Y%m%dT%H%M", moment)
        return literal(":") + func.to_char(moment, 'YYYYMMDD"T"HH24MI')

    def _letter(
        self,
        kind: LetterKind,
        words: str,
        where: ColumnElement[bool],
        at: ColumnElement[datetime],
        occurrence: ColumnElement[str] | str,
    ) -> None:
        about = "booking-" + text_of(b.id)
        written_at = case((at > self._at, self._at), else_=at)
        fill(
            self.connection,
            message,
            booked.join(person, person.c.id == b.practitioner_id),
            where,
            changed_at=written_at,
            key=literal(f"{kind.value}:") + about + occurrence,
            kind=kind,
            subject_key=about,
            to_email=person.c.email,
            to_name=b.name,
            subject=literal(words) + p.title,
            text=LETTER,
            secrets=[],
            state=MessageState.SENT,
            created_at=written_at,
            due_at=written_at,
            next_attempt_at=written_at,
            attempts=1,
            sent_at=later(written_at, 20),
        )

    def _audit(self) -> None:
        """About two entries to a booking."""
        self._entry(Verb.BOOKED_PLACE, b.booked_at.is_not(None), b.created_at, b.practitioner_id, {})
        self._entry(Verb.WITHDREW_BOOKING, b.cancelled_at.is_not(None), b.cancelled_at, b.practitioner_id, {})
        for mark in MARKS:
            marked = and_(b.outcome == mark, b.marked_at.is_not(None))
            self._entry(Verb.MARKED_BOOKING, marked, b.marked_at, self.programme.officer_id, {"after": mark.value})

    def _entry(
        self,
        verb: Verb,
        where: ColumnElement[bool],
        at: ColumnElement[datetime],
        actor_id: ColumnElement[int] | int,
        data: dict[str, str],
    ) -> None:
        fill(
            self.connection,
            audit,
            booked,
            where,
            at=at,
            actor_id=actor_id,
            verb=verb,
            record_type=Booking.__name__,
            record_id=b.id,
            person_id=b.practitioner_id,
            data=literal(data, JSON()),
        )


def _what_came_of_it(serial: ColumnElement[int]) -> ColumnElement[str]:
    """SQL: the outcome of a booking on a closed register; else how it stands."""
    lot = chance(serial, 1)
    past: Iterable[tuple[Any, str]] = ((lot < until, outcome.value) for outcome, until in ENDS.items())
    is_full = p.seats > p.places
    return case(
        (p.is_closed, case(*past, (lot < 992, LEFT), else_=LAPSED)),
        (seat.c.k > p.places, BookingState.WAITING.value),
        (and_(~is_full, lot < 60), Outcome.CANCELLED.value),
        else_=BookingState.BOOKED.value,
    )


def _level(of: ColumnElement[int]) -> ColumnElement[int]:
    """SQL: from 1 to 10, mostly above the middle."""
    return 1 + (chance(of, 45, 10) + chance(of, 46, 10) + 4) // 3 + chance(of, 47, 3)


def _big(number: int) -> ColumnElement[int]:
    return literal(number, BigInteger)


def _code(of: ColumnElement[int]) -> ColumnElement[str]:
    """SQL: twelve letters that no other record has: multiplying by what shares no factor with 22 loses nothing."""
    number = cast(of, BigInteger) * _big(7_368_787_379) % _big(len(CODE_LETTERS) ** CODE_LENGTH)
    letters: ColumnElement[str] = literal("")
    for place in range(CODE_LENGTH):
        digit = number // _big(len(CODE_LETTERS) ** place) % len(CODE_LETTERS)
        letters = letters + func.substr(CODE_LETTERS, cast(digit + 1, Integer), 1)
    return letters
