"""Making drafts of the plan, and deleting them again."""

from collections.abc import Collection
from datetime import datetime

from app.accounts.models import User
from app.core.database import advisory_lock, command, db
from app.programme.models_sessions import Delivery, TrainingSession
from app.programme.sessions import services as sessions
from app.programme.sessions.services import SessionDetails
from app.programme.sessions.services_rules import BookingRules, set_rules
from app.reporting.drafting import queries
from app.reporting.drafting.models import RequirementDraft
from app.reporting.drafting.refusals import NothingTicked, NothingToDraft, ProgrammeChanged
from app.reporting.drafting.rules import PlannedDraft
from app.reporting.requirements.refusals import YearIsOver
from app.reporting.requirements.rules_plan import PlannedYear

LOCK = "programme"
"""That of copying and importing a year: two of these at once would plan the same days."""


@command
def make_drafts(asked: PlannedYear, *, in_weeks: bool, seen: str, by: User, at: datetime) -> list[TrainingSession]:
    """A draft session for each that was chosen and isn't in the programme yet, on the days of the preview.

    `seen` is that preview's fingerprint. Posts nothing. Raises YearIsOver, NothingToDraft or ProgrammeChanged.
    """
    if asked.is_over:
        raise YearIsOver
    advisory_lock(LOCK)
    planned = queries.draft_plan(asked.year, in_weeks=in_weeks, at=at)
    if not planned.drafts:
        raise NothingToDraft
    if planned.fingerprint != seen:
        raise ProgrammeChanged
    return [_make(draft, by, at) for draft in planned.drafts]


@command
def delete_drafts(year: str, session_ids: Collection[int], *, by: User, at: datetime) -> int:
    """Delete these of the drafts that were made of a year's plan; how many these were. What was published meanwhile
    stays. Raises NothingTicked."""
    advisory_lock(LOCK)
    ticked = [draft.session for draft in queries.drafts_of(year) if draft.session_id in session_ids]
    if not ticked:
        raise NothingTicked
    for session in ticked:
        sessions.delete_draft(session, by=by, at=at)
    return len(ticked)


def _make(draft: PlannedDraft, by: User, at: datetime) -> TrainingSession:
    like = draft.like
    details = SessionDetails(
        days=draft.days,
        places=draft.requirement.places,
        delivery=like.delivery if like else Delivery.VIRTUAL,
        venue=like.venue if like else "",
        venue_id=like.venue_id if like else None,
        room_id=like.room_id if like and like.places >= draft.requirement.places else None,
        trainers=list(like.trainers) if like else [],
        learning_week_id=draft.week.id if draft.week else None,
        is_open=like.is_open if like else False,
    )
    session = sessions.add_session(draft.course, details, by=by, at=at)
    if like and (rules := _rules_of(like, draft.requirement.places)) != BookingRules():
        set_rules(session, rules, by=by, at=at)
    db.session.flush()
    db.session.add(RequirementDraft(requirement_id=draft.requirement.id, session_id=session.id, made_at=at))
    return session


def _rules_of(like: TrainingSession, places: int) -> BookingRules:
    """The rules of booking, without dates, and as far as they fit the course and the places of now."""
    return BookingRules(
        agency_cap=like.agency_cap,
        cap_lifted_days_before=like.cap_lifted_days_before,
        prerequisite_years=like.prerequisite_years if like.course.prerequisite_id else None,
        audience=list(like.audience),
        minimum=min(like.minimum, places) if like.minimum else None,
        bars_non_attenders=like.bars_non_attenders,
    )
