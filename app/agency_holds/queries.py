"""Reads of held places: how many count as taken, and whose they are."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select

from app.accounts.models import Agency
from app.accounts.people import queries as people
from app.agency_holds.models import AgencyHold
from app.core.database import db
from app.programme.models_sessions import TrainingSession


def hold(hold_id: int) -> AgencyHold | None:
    return db.session.get(AgencyHold, hold_id)


def held_places(session_ids: ColumnElement[int], today: ColumnElement[date]) -> Select[int, int]:
    """SQL: of these sessions, how many places are held on a day of London."""
    held = select(AgencyHold.session_id, func.sum(AgencyHold.places).label("places"))
    held = held.where(AgencyHold.session_id.in_(session_ids), AgencyHold.stands_on(today))
    return held.group_by(AgencyHold.session_id)


def places_held(session: TrainingSession | type[TrainingSession] | int, *, at: datetime) -> ScalarSelect[int]:
    """SQL: how many places of a session, or of that of the query around it, are held."""
    session_id = session if isinstance(session, int) else session.id
    held = select(func.coalesce(func.sum(AgencyHold.places), 0))
    return held.where(AgencyHold.session_id == session_id, AgencyHold.stands(at)).scalar_subquery()


def held_by_agency(session: TrainingSession, agency: Agency, *, at: datetime) -> int:
    """How many places of a session an agency holds, those merged into it among it."""
    whose = AgencyHold.agency_id.in_(people.family(agency))
    held = select(func.sum(AgencyHold.places))
    return db.session.scalar(held.where(AgencyHold.session_id == session.id, whose, AgencyHold.stands(at))) or 0


def hold_of_agency(session: TrainingSession, agency: Agency, *, at: datetime) -> AgencyHold | None:
    """What an agency holds of a session; of several that merged, what ends first."""
    whose = AgencyHold.agency_id.in_(people.family(agency))
    wanted = select(AgencyHold).where(AgencyHold.session_id == session.id, whose, AgencyHold.stands(at))
    return db.session.scalars(wanted.order_by(AgencyHold.last_day, AgencyHold.id).limit(1)).first()


def hold_not_ended(session: TrainingSession, agency: Agency) -> AgencyHold | None:
    """What stands, or is over and nobody has said so yet: there is one at most."""
    whose = (AgencyHold.session_id == session.id, AgencyHold.agency_id == agency.id)
    return db.session.scalar(select(AgencyHold).where(*whose, AgencyHold.ended_at.is_(None)))


def holds_of_session(session: TrainingSession, *, at: datetime) -> list[AgencyHold]:
    """Those that stand, the first to end first."""
    wanted = select(AgencyHold).where(AgencyHold.session_id == session.id, AgencyHold.stands(at))
    return list(db.session.scalars(wanted.order_by(AgencyHold.last_day, AgencyHold.id)))


def holds_of_agency(agency: Agency, *, at: datetime) -> list[AgencyHold]:
    """Those that stand, of sessions to come, the soonest to end first."""
    wanted = (
        select(AgencyHold)
        .join(AgencyHold.session)
        .where(
            AgencyHold.agency_id.in_(people.family(agency)),
            AgencyHold.stands(at),
            TrainingSession.is_published,
            ~TrainingSession.has_started(at),
        )
    )
    return list(db.session.scalars(wanted.order_by(AgencyHold.last_day, TrainingSession.starts_at, AgencyHold.id)))


def holds_not_ended() -> list[AgencyHold]:
    """Those that stand, or of which nobody has said yet that they are over; in the order of locking."""
    wanted = select(AgencyHold).where(AgencyHold.ended_at.is_(None))
    return list(db.session.scalars(wanted.order_by(AgencyHold.session_id, AgencyHold.id)))
