"""Commands on several sessions: with all of them, or with none."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from app.accounts.models import User
from app.booking.claims import services as claims
from app.booking.office import rules as office_rules
from app.booking.office import services as office
from app.booking.several.rules import NewPlace, SessionOutcome
from app.core.database import command, db
from app.core.errors import Refusal
from app.programme.checking import queries as checking
from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import services as sessions_services
from app.programme.sessions.services import SessionDetails, as_it_stands
from app.terms.closed_days.queries import closed_days
from app.web.formatting import short_date


@command
def publish_several(sessions: Sequence[TrainingSession], *, by: User, at: datetime) -> list[SessionOutcome]:
    """Raises NotADraft."""
    for session in sessions:
        with _naming(session):
            sessions_services.publish(session, by=by, at=at)
    return _outcomes(sessions)


@command
def delete_several(sessions: Sequence[TrainingSession], *, by: User, at: datetime) -> list[SessionOutcome]:
    """Drafts alone. Raises NotADraft."""
    outcomes = [_outcome(session) for session in sessions]
    for session in sessions:
        with _naming(session):
            sessions_services.delete_draft(session, by=by, at=at)
    return outcomes


@command
def choose_trainers(
    sessions: Sequence[TrainingSession], trainers: Iterable[Trainer], *, instead: bool, by: User, at: datetime
) -> list[SessionOutcome]:
    """Ask these trainers for each of the sessions, beside those who are asked already or `instead` of them."""
    chosen = list(trainers)
    for session in sessions:
        asked = [] if instead else list(session.trainers)
        details = as_it_stands(session)
        details = replace(details, trainers=[*asked, *(each for each in chosen if each not in asked)])
        with _naming(session):
            sessions_services.edit_session(session, details, by=by, at=at)
    return _outcomes(sessions)


@command
def change_place(
    sessions: Sequence[TrainingSession], place: NewPlace, *, words: str, by: User, at: datetime
) -> list[SessionOutcome]:
    """Hold each elsewhere, or online; who has a place on a published one, or is in line, is told.

    Raises PlaceUnknown or RoomTooSmall.
    """
    return _change_each(sessions, place.put_into, words=words, by=by, at=at)


@command
def change_link(
    sessions: Sequence[TrainingSession], joining_link: str, *, words: str, by: User, at: datetime
) -> list[SessionOutcome]:
    """One joining link for all of them; who has a place on a published one is told."""
    return _change_each(
        sessions, lambda details: replace(details, joining_link=joining_link), words=words, by=by, at=at
    )


@command
def cancel_several(
    sessions: Sequence[TrainingSession], reason: str, *, words: str, by: User, at: datetime
) -> list[SessionOutcome]:
    """A day of snow: nobody is charged, everybody with a claim is told. Raises NotPublished."""
    claims.lock_sessions(sessions)
    outcomes = []
    for session in sessions:
        with _naming(session):
            told = office.cancel_session(session, reason, words=words, by=by, at=at)
        outcomes.append(_outcome(session, told))
    return outcomes


def _change_each(
    sessions: Sequence[TrainingSession],
    changed: Callable[[SessionDetails], SessionDetails],
    *,
    words: str,
    by: User,
    at: datetime,
) -> list[SessionOutcome]:
    claims.lock_sessions(sessions)
    told, befores = {}, {session.id: office_rules.when_and_where(session) for session in sessions}
    for session in sessions:
        details = changed(as_it_stands(session))
        with _naming(session):
            if session.is_draft:
                sessions_services.edit_session(session, details, by=by, at=at)
            else:
                told[session.id] = office.change_session(session, details, words=words, by=by, at=at)
    return [
        replace(
            outcome,
            told=told.get(outcome.session_id, 0),
            changes=office_rules.changes_between(befores[outcome.session_id], office_rules.when_and_where(session)),
        )
        for session, outcome in zip(sessions, _outcomes(sessions), strict=True)
    ]


def _outcomes(sessions: Sequence[TrainingSession]) -> list[SessionOutcome]:
    """With what to look at again, as they are now."""
    db.session.flush()
    for session in sessions:
        db.session.refresh(session)
    warnings = checking.warnings([session.id for session in sessions], closed=closed_days())
    return [replace(_outcome(session), warnings=warnings[session.id]) for session in sessions]


def _outcome(session: TrainingSession, told: int = 0) -> SessionOutcome:
    return SessionOutcome(session.id, session.title, session.days[0].on, told)


@contextmanager
def _naming(session: TrainingSession) -> Iterator[None]:
    """A no says of which session it is."""
    called = f"{session.title}, {short_date(session.days[0].on)}"
    try:
        yield
    except Refusal as refusal:
        raise type(refusal)(f"{called}: {refusal.message}") from refusal
