"""Issuing questionnaires by looking at who has none, and mailing them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update

from app.booking.models import Booking
from app.core import changes
from app.core.changes import SEEN_AT_ONCE, JobRun, in_batches, in_groups
from app.core.database import advisory_lock, command, db
from app.evaluation.issuing import emails, queries, queries_asking, queries_concerned, rules
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.questionnaires import services as questionnaires
from app.evaluation.stages import Stage
from app.notifications.models import LetterKind
from app.notifications.services import Post, post_all, withdraw_all_queued

ISSUING_TURN = "issue questionnaires"

ASKS_FOR = {
    Stage.PRE_COURSE: LetterKind.BEFORE_QUESTIONNAIRE,
    Stage.POST_COURSE: LetterKind.AFTER_QUESTIONNAIRE,
    Stage.IMPACT: LetterKind.LATER_QUESTIONNAIRE,
    Stage.MANAGER: LetterKind.MANAGER_QUESTIONNAIRE,
}

Row = dict[str, Any]  # a questionnaire to be issued, by the names of its columns


def issue_questionnaires(*, at: datetime) -> int:
    """Issue what is missing at every stage, and mail what goes by mail; returns how many were issued.

    Not one transaction: it reads whom this run concerns, and writes about some hundred at a time. Mail still waiting
    for those who withdrew since, or turned out to have been absent, is taken back. The pre-course link rides in the
    confirmation and in the joining details, so that stage is mailed by nobody here. What should have gone out since
    the last run, and can't any more, is marked as missed.
    """
    questionnaires.make_the_defaults(at=at)
    plan = queries_asking.plan()
    look = changes.look(ISSUING_TURN, at=at, settings=plan.settings)
    concerned = queries_concerned.bookings_concerned(plan, look)
    to_write = [booking_id for some in in_batches(concerned, SEEN_AT_ONCE) for booking_id in _lacking(some, look)]
    issued = sum(_issue(some, since=look.last, at=at) for some in in_batches(to_write))
    issued += sum(_ask_managers(some, at=at) for some in in_groups(_managers_of(concerned, at)))
    changes.note(look)
    return issued


def _lacking(among: list[int], look: JobRun) -> list[int]:
    """Those of these bookings for which there is something to write, in their order. Reads alone."""
    plan, at = queries_asking.plan(), look.at
    asked: list[Issued | ManagerRequest] = [
        *queries.mailed_in_vain(among, at=at),
        *queries.of_moved_sessions(among, at=at),
        *queries.to_mail(among, at=at),
    ]
    asked += queries.requests_to_mail(among, at=at)
    to_ask = (queries_asking.to_ask_before, queries_asking.to_ask_after, queries_asking.to_ask_later)
    lacking = {
        *(booking_id for each in asked for booking_id in each.booking_ids),
        *(booking.id for unasked in to_ask for booking in unasked(plan, among, at=at)),
        *(row["booking_id"] for row in _missed_by(plan, among, since=look.last, at=at)),
    }
    return [booking_id for booking_id in among if booking_id in lacking]


def _managers_of(concerned: list[int], at: datetime) -> list[tuple[str, int]]:
    """Whose manager is to be asked, each after the manager's address. Reads alone."""
    plan = queries_asking.plan()
    to_ask = (queries_asking.to_ask_managers(plan, some, at=at) for some in in_batches(concerned, SEEN_AT_ONCE))
    return [(booking.manager_email, booking.id) for some in to_ask for booking in some]


@command
def _issue(among: list[int], *, since: datetime, at: datetime) -> int:
    """To whom of these bookings it is due, in one transaction. Returns how many were issued."""
    advisory_lock(ISSUING_TURN)
    plan = queries_asking.plan()
    _take_back(queries.mailed_in_vain(among, at=at))
    _follow_moved_sessions(queries.of_moved_sessions(among, at=at))
    _write(_missed_by(plan, among, since=since, at=at))
    issued = [
        new_row(plan, booking, Stage.PRE_COURSE, issued_at=at, closes_at=booking.session.starts_at)
        for booking in queries_asking.to_ask_before(plan, among, at=at)
    ]
    for stage, to_ask in (
        (Stage.POST_COURSE, queries_asking.to_ask_after),
        (Stage.IMPACT, queries_asking.to_ask_later),
    ):
        issued += [_mailed(plan, booking, stage, at) for booking in to_ask(plan, among, at=at)]
    _write(issued)
    _mail_those_without_a_letter(among, at)
    return len(issued)


@command
def _ask_managers(among: list[int], *, at: datetime) -> int:
    """One request a manager, however many of their people fell due. Returns about how many people."""
    advisory_lock(ISSUING_TURN)
    plan = queries_asking.plan()
    bookings = queries_asking.to_ask_managers(plan, among, at=at)
    people: dict[str, list[Booking]] = {}
    for booking in bookings:
        people.setdefault(booking.manager_email, []).append(booking)
    so_far = queries.requests_so_far(people)
    requests = [_request(plan, theirs, so_far.get(email, 0) + 1, at) for email, theirs in people.items()]
    db.session.add_all(requests)
    db.session.flush()
    _mail_those_without_a_letter(among, at)
    return len(bookings)


def _missed_by(plan: queries_asking.Plan, among: list[int], *, since: datetime, at: datetime) -> list[Row]:
    """What fell due and passed while nothing ran: nobody can be asked any more."""
    before = queries_asking.missed_before(plan, among, since=since, at=at)
    after = queries_asking.missed_after(plan, among, since=since, at=at)
    later = queries_asking.missed_later(plan, among, since=since, at=at)
    return [
        *(_missed_before(plan, booking) for booking in before),
        *(_missed(plan, booking, Stage.POST_COURSE, booking.session.ends_at) for booking in after),
        *(_missed_later(plan, booking, Stage.IMPACT) for booking in later),
        *(_missed_later(plan, booking, Stage.MANAGER) for booking in later if _has_a_manager_to_ask(plan, booking)),
    ]


def _has_a_manager_to_ask(plan: queries_asking.Plan, booking: Booking) -> bool:
    others = ("", booking.practitioner.email)
    return plan.timing(booking.session, Stage.MANAGER).is_on and booking.manager_email not in others


def _follow_moved_sessions(moved: list[Issued]) -> None:
    """The pre-course questionnaire closes as the session starts now, and is reminded of before that."""
    for issued in moved:
        issued.closes_at, issued.is_missed, issued.reminders_sent = issued.booking.session.starts_at, False, 0


def _take_back(in_vain: list[Issued | ManagerRequest]) -> None:
    """What hasn't left yet. Should it be wanted again, it gets a new letter."""
    taken_back = {each.about for each in withdraw_all_queued(abouts=[unwanted.about for unwanted in in_vain])}
    for unwanted in in_vain:
        if unwanted.about in taken_back:
            unwanted.mailed_at = None


def _mailed(plan: queries_asking.Plan, booking: Booking, stage: Stage, at: datetime) -> Row:
    return new_row(plan, booking, stage, issued_at=at, closes_at=plan.timing(booking.session, stage).closes(at))


def _missed_before(plan: queries_asking.Plan, booking: Booking) -> Row:
    booked_at, starts_at = booking.booked_at or booking.created_at, booking.session.starts_at
    return new_row(plan, booking, Stage.PRE_COURSE, issued_at=booked_at, closes_at=starts_at, is_missed=True)


def _missed_later(plan: queries_asking.Plan, booking: Booking, stage: Stage) -> Row:
    return _missed(plan, booking, stage, rules.impact_falls_due(booking.session, plan.timing(booking.session, stage)))


def _missed(plan: queries_asking.Plan, booking: Booking, stage: Stage, fell_due: datetime) -> Row:
    closed = plan.timing(booking.session, stage).closes(fell_due)
    return new_row(plan, booking, stage, issued_at=fell_due, closes_at=closed, is_missed=True)


def new_row(
    plan: queries_asking.Plan,
    booking: Booking,
    stage: Stage,
    *,
    issued_at: datetime,
    closes_at: datetime,
    is_missed: bool = False,
) -> Row:
    """A questionnaire to be issued, by the names of its columns."""
    return {
        "booking_id": booking.id,
        "stage": stage,
        "questionnaire_id": plan.in_use.of_session(booking.session, stage),
        "issued_at": issued_at,
        "closes_at": closes_at,
        "is_missed": is_missed,
        "reminders_sent": 0,
    }


def _write(rows: list[Row]) -> None:
    """All of them in one statement."""
    if rows:
        db.session.execute(insert(Issued), rows)


def _mail_those_without_a_letter(among: list[int], at: datetime) -> None:
    """Of these bookings. The letter waits a little after a mark; after one that was taken back and made again it is
    another letter."""
    people, managers = queries.to_mail(among, at=at, lock=True), queries.requests_to_mail(among, at=at, lock=True)
    post_all([letter_to(issued, at) for issued in people] + [letter_to_manager(request, at) for request in managers])
    _note_that_it_is_mailed(Issued, people, at)
    _note_that_it_is_mailed(ManagerRequest, managers, at)


def _note_that_it_is_mailed(
    model: type[Issued] | type[ManagerRequest], asked: Sequence[Issued | ManagerRequest], at: datetime
) -> None:
    if asked:
        these = model.id.in_([each.id for each in asked])
        db.session.execute(update(model).where(these).values(mailed_at=at, asked_at=at))


def letter_to(issued: Issued, at: datetime) -> Post:
    marked_at = issued.booking.marked_at
    return Post(
        emails.asked(issued),
        kind=ASKS_FOR[issued.stage],
        about=issued.about,
        occurrence=f"{marked_at:%Y%m%d%H%M%S}" if marked_at else "",
        to_email=issued.booking.practitioner.email,
        to_name=issued.booking.name,
        at=at,
        not_before=marked_at and marked_at + rules.SECOND_THOUGHTS,
        stale_at=issued.closes_at,
    )


def _request(plan: queries_asking.Plan, bookings: Sequence[Booking], number: int, at: datetime) -> ManagerRequest:
    """A mailbox that several managers share is greeted by nobody's name."""
    names = {booking.manager_name for booking in bookings}
    issued = [Issued(booking=booking, **_mailed(plan, booking, Stage.MANAGER, at)) for booking in bookings]
    return ManagerRequest(
        manager_email=bookings[0].manager_email,
        manager_name=names.pop() if len(names) == 1 else "",
        number=number,
        issued_at=at,
        closes_at=max(each.closes_at for each in issued),
        reminders_sent=0,
        issued=issued,
    )


def letter_to_manager(request: ManagerRequest, at: datetime) -> Post:
    return Post(
        emails.manager_asked(request),
        kind=ASKS_FOR[Stage.MANAGER],
        about=request.about,
        occurrence=f"{at:%Y%m%d%H%M%S}",
        to_email=request.manager_email,
        to_name=request.manager_name,
        at=at,
        stale_at=request.closes_at,
    )
