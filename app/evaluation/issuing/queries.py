"""What was issued, and what became of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.accounts.models import User
from app.booking.models import Booking
from app.booking.states import BookingState
from app.core.database import db, not_first
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.stages import OF_THE_PERSON, Stage
from app.programme.models_sessions import TrainingSession
from app.web.paging import Page, page_of


def issued(booking_id: int, stage: Stage) -> Issued | None:
    return db.session.scalar(select(Issued).where(Issued.booking_id == booking_id, Issued.stage == stage))


def issued_to(booking: Booking, stage: Stage) -> Issued | None:
    """What somebody was asked at a stage; after a Learning Week, whichever of its sessions it was issued about."""
    return issued_about(booking.session, booking.practitioner_id).get((booking.practitioner_id, stage))


def issued_about(session: TrainingSession, *people: int) -> dict[tuple[int, Stage], Issued]:
    """What was issued about a session, or after it about all of its Learning Week, by person and stage.

    Of these people, if any are named by their ids.
    """
    about = Booking.session_id == session.id
    if session.learning_week_id is not None:
        in_the_week = TrainingSession.learning_week_id == session.learning_week_id
        about = or_(about, and_(in_the_week, Issued.stage != Stage.PRE_COURSE))
    wanted = select(Issued).join(Issued.booking).join(TrainingSession, TrainingSession.id == Booking.session_id)
    wanted = wanted.where(about, Booking.state.in_((BookingState.BOOKED, BookingState.WALKED_IN))).order_by(Issued.id)
    if people:
        wanted = wanted.where(Booking.practitioner_id.in_(people))
    return {(each.booking.practitioner_id, each.stage): each for each in db.session.scalars(wanted)}


def to_mail(among: Sequence[int], *, at: datetime, lock: bool = False) -> list[Issued]:
    """Of these bookings: open, unanswered, without a letter yet. Answered in the room, they need none."""
    wanted = (
        select(Issued)
        .join(Issued.booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Issued.booking_id.in_(among),
            Issued.stage.in_((Stage.POST_COURSE, Stage.IMPACT)),
            Issued.mailed_at.is_(None),
            Issued.answered_at.is_(None),
            Issued.is_missed.is_(False),
            Issued.closes_at > at,
            TrainingSession.has_ended(at),
            is_wanted(),
        )
        .order_by(Issued.id)
    )
    return list(db.session.scalars(locked(wanted, Issued) if lock else wanted))


def requests_to_mail(among: Sequence[int], *, at: datetime, lock: bool = False) -> list[ManagerRequest]:
    """Open messages to managers about these bookings, anyone of them still wanted, without a letter yet."""
    unwritten = (ManagerRequest.mailed_at.is_(None), _about(among))
    wanted = open_requests(at).where(*unwritten).order_by(ManagerRequest.id)
    return list(db.session.scalars(locked(wanted, ManagerRequest) if lock else wanted))


def of_moved_sessions(among: Sequence[int], *, at: datetime) -> list[Issued]:
    """Of these bookings: unanswered pre-course questionnaires that close at another time than their session starts.

    It is yet to come.
    """
    wanted = (
        select(Issued)
        .join(Issued.booking)
        .join(TrainingSession, TrainingSession.id == Booking.session_id)
        .where(
            Issued.booking_id.in_(among),
            Issued.stage == Stage.PRE_COURSE,
            Issued.answered_at.is_(None),
            Issued.closes_at != TrainingSession.starts_at,
            ~TrainingSession.has_started(at),
        )
    )
    return list(db.session.scalars(wanted))


def manager_request(request_id: int) -> ManagerRequest | None:
    wanted = select(ManagerRequest).where(ManagerRequest.id == request_id).options(selectinload(ManagerRequest.issued))
    return db.session.scalar(wanted)


def requests_so_far(manager_emails: Iterable[str]) -> dict[str, int]:
    """How many messages each manager has had; who has had none isn't named."""
    count = select(ManagerRequest.manager_email, func.count()).group_by(ManagerRequest.manager_email)
    return dict(db.session.execute(count.where(ManagerRequest.manager_email.in_(manager_emails))).all())


def was_issued(booking: type[Booking] = Booking) -> ColumnElement[bool]:
    """SQL: it went out, and is still wanted; of a query that joins the booking. What return rates count."""
    return and_(Issued.is_missed.is_(False), is_wanted(booking))


def unanswered(stage: Stage, *, at: datetime, session: TrainingSession) -> list[Issued]:
    """Open questionnaires of a session and stage that are still wanted and have no answer."""
    wanted = open_and_unanswered(at).where(Issued.stage == stage, Booking.session_id == session.id)
    return list(db.session.scalars(wanted))


def groups_unanswered(*, at: datetime) -> Select[int]:
    """SQL: of each session and stage with open questionnaires of people, without an answer, the first one's number.

    The soonest to close first.
    """
    return (
        select(func.min(Issued.id))
        .join(Issued.booking)
        .where(Issued.answered_at.is_(None), Issued.closes_at > at, was_issued(), Issued.stage.in_(OF_THE_PERSON))
        .group_by(Booking.session_id, Issued.stage)
        .order_by(func.min(Issued.closes_at), func.min(Issued.id))
    )


def unanswered_of(firsts: Collection[int], *, at: datetime) -> list[Issued]:
    """Everybody of these sessions and stages, given by the number of one questionnaire each."""
    first, its_booking = aliased(Issued), aliased(Booking)
    same = (
        select(first.id)
        .join(its_booking, its_booking.id == first.booking_id)
        .where(first.id.in_(firsts), its_booking.session_id == Booking.session_id, first.stage == Issued.stage)
        .exists()
    )
    sessions = (
        select(its_booking.session_id).join(first, first.booking_id == its_booking.id).where(first.id.in_(firsts))
    )
    return list(db.session.scalars(open_and_unanswered(at).where(Booking.session_id.in_(sessions), same)))


def locked(wanted: Select[Any], model: type[Issued] | type[ManagerRequest]) -> Select[Any]:
    """Without those that are being answered: an answer that comes next finds the letter and takes it back."""
    return wanted.with_for_update(of=model, skip_locked=True)


def open_and_unanswered(at: datetime) -> Select[Issued]:
    return (
        select(Issued)
        .join(Issued.booking)
        .where(Issued.answered_at.is_(None), Issued.closes_at > at, was_issued())
        .order_by(Issued.id)
    )


def unanswered_requests(*, at: datetime) -> list[ManagerRequest]:
    """Open messages to managers about anyone still wanted, without an answer."""
    return list(db.session.scalars(open_requests(at)))


def page_of_unanswered_requests(
    firsts: Mapping[int, int], *, at: datetime, page: int, per_page: int
) -> Page[ManagerRequest]:
    """The same, a page at a time: first those with a place in `firsts`, by it, then the soonest to close."""
    place = case(dict(firsts), value=ManagerRequest.id, else_=max(firsts.values()) + 1) if firsts else literal(0)
    wanted = open_requests(at).order_by(place, ManagerRequest.closes_at, ManagerRequest.id)
    return page_of(wanted, page=page, per_page=per_page)


def count_of_unanswered_requests(*, at: datetime) -> tuple[int, datetime | None]:
    """How many they are, and when the first of them closes."""
    wanted = open_requests(at).with_only_columns(func.count(), func.min(ManagerRequest.closes_at)).options()
    how_many, first = db.session.execute(wanted).one()
    return how_many, first


def which_are_open(requests: Collection[int], *, at: datetime) -> set[int]:
    """Of these requests, by number."""
    wanted = open_requests(at).where(ManagerRequest.id.in_(requests))
    return {each.id for each in db.session.scalars(wanted)}


def open_requests(at: datetime) -> Select[ManagerRequest]:
    waiting = exists().where(
        Issued.manager_request_id == ManagerRequest.id,
        Issued.booking_id == Booking.id,
        Issued.answered_at.is_(None),
        is_wanted(),
    )
    wanted = select(ManagerRequest).where(ManagerRequest.closes_at > at, waiting)
    return wanted.options(selectinload(ManagerRequest.issued))


def to_answer(person: User, *, at: datetime) -> list[Issued]:
    """What a practitioner can answer now, the soonest to close first."""
    wanted = select(Issued).join(Issued.booking).where(Booking.practitioner_id == person.id, Issued.closes_at > at)
    wanted = wanted.where(Issued.stage != Stage.MANAGER).order_by(Issued.closes_at, Issued.id)
    return [each for each in db.session.scalars(wanted) if each.is_open(at)]


def mailed_in_vain(among: Sequence[int], *, at: datetime) -> list[Issued | ManagerRequest]:
    """Open questionnaires and requests about these bookings, mailed and not answered, that aren't wanted any more.

    Once they close, what still waits about them isn't sent anyhow.
    """
    still_wanted = exists().where(
        Issued.manager_request_id == ManagerRequest.id, Issued.booking_id == Booking.id, is_wanted()
    )
    open_still = (Issued.mailed_at.is_not(None), Issued.answered_at.is_(None), Issued.closes_at > at)
    questionnaires = select(Issued).join(Issued.booking).where(Issued.booking_id.in_(among), *open_still, ~is_wanted())
    requests = select(ManagerRequest).where(
        _about(among), ManagerRequest.mailed_at.is_not(None), ManagerRequest.closes_at > at, ~still_wanted
    )
    return [*db.session.scalars(questionnaires), *db.session.scalars(requests)]


def _about(among: Sequence[int]) -> ColumnElement[bool]:
    """SQL over ManagerRequest: it is about any of these bookings."""
    concerned = select(Issued.manager_request_id).where(
        Issued.booking_id.in_(among), Issued.manager_request_id.is_not(None)
    )
    return ManagerRequest.id.in_(concerned)


def is_wanted(booking: type[Booking] = Booking) -> ColumnElement[bool]:
    """SQL for `issued.is_wanted`, of a query that joins the booking. It names every stage: none is rare."""
    of_stage = not_first(Issued.stage)
    before = and_(of_stage == Stage.PRE_COURSE, booking.state == BookingState.BOOKED)
    others = [stage for stage in Stage if stage is not Stage.PRE_COURSE]
    return or_(before, *(and_(of_stage == stage, booking.outcome.in_(stage.asks_about)) for stage in others))
