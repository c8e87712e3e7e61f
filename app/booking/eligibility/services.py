"""The rules that a session carries: who may book it, and from when. Each no names its rule and what to do next."""

from datetime import datetime, timedelta

from app.accounts.models import Agency, User
from app.booking.eligibility import queries, refusals, rules
from app.booking.job_roles import queries as job_roles
from app.booking.job_roles.refusals import NotForTheRole
from app.booking.job_roles.rules import for_whom
from app.programme.models_sessions import TrainingSession
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.formatting import count, long_date


def must_keep_the_rules(
    session: TrainingSession, agency: Agency | None, *, job_role: str | None, places: int = 1, at: datetime
) -> None:
    """The rules about the role and the agency that would have so many places more, which anybody may be told.

    None for the role of places whose people aren't named yet. Raises NotInvited, NotTheAudience, NotForTheRole or
    AgencyCapReached.
    """
    must_be_for(session, agency)
    if job_role is not None:
        must_be_for_the_role(session, job_role)
    _must_be_within_the_cap(session, agency, places, at)


def must_be_for(session: TrainingSession, agency: Agency | None) -> None:
    """Raises NotInvited or NotTheAudience."""
    _must_be_invited(session, agency)
    if session.audience and (agency is None or agency.sector not in session.audience):
        sectors = ", ".join(map(settings.current(Sectors).name_of, session.audience))
        raise refusals.NotTheAudience(
            f"This session is for {sectors}. Look in the programme for one that is open to you."
        )


def must_be_for_the_role(session: TrainingSession, job_role: str) -> None:
    """A course may be for some groups of roles alone. Raises NotForTheRole."""
    groups = job_roles.groups_of(session.course)
    role = job_roles.role_called(job_role) if groups else None
    if not groups or (role and role.group in groups):
        return
    unknown = f"“{job_role}” isn’t on our list of roles" if job_role else "No role was given"
    yours = f"{role.name} is in group {role.group}" if role else unknown
    raise NotForTheRole(f"{for_whom(groups)} {yours}. If you need it for your work, telephone the training team.")


def must_be_eligible(session: TrainingSession, person: User, *, at: datetime) -> None:
    """The rules about the person, once the address is known to be theirs. Raises PrerequisiteMissing or Barred."""
    _must_have_the_prerequisite(session, person)
    since = max(filter(None, (at - rules.ABSENCES_COUNT_FOR, person.bar_lifted_at)))
    if session.bars_non_attenders and queries.absences(person, since=since) >= rules.ABSENCES_THAT_BAR:
        raise refusals.Barred


def _must_have_the_prerequisite(session: TrainingSession, person: User) -> None:
    needed, years = session.course.prerequisite, session.prerequisite_years
    if needed is None or years is None or queries.has_evidence(person, needed):
        return
    since = session.starts_at - timedelta(days=round(365.25 * years))
    if not queries.has_attended(person, needed, since=since):
        raise refusals.PrerequisiteMissing(
            f"For this session you need to have attended {needed.title} within {count(years, 'year')} before it. "
            "Book that first, or telephone the training team if you have learned it elsewhere."
        )


def _must_be_invited(session: TrainingSession, agency: Agency | None) -> None:
    invited = session.invited_agency.surviving if session.invited_agency else None
    if invited and (agency is None or agency.id != invited.id):
        raise refusals.NotInvited(
            f"This session is for {invited.name} alone. Look in the programme for one that is open to you."
        )


def _must_be_within_the_cap(session: TrainingSession, agency: Agency | None, places: int, at: datetime) -> None:
    """Those who wait count too: so nobody is passed over when a place comes free."""
    cap = session.agency_cap
    if cap is None or agency is None or rules.cap_is_lifted(session, at):
        return
    has = queries.claims_of_agency(session, agency, at=at)
    if has + places > cap:
        most = "which is the most for one agency" if has >= cap else f"and the most for one agency is {cap}"
        then = ""
        if session.cap_lifted_days_before:
            lifted = session.starts_at - timedelta(days=session.cap_lifted_days_before)
            then = f" From {long_date(lifted)} on, places that are left go to anybody."
        raise refusals.AgencyCapReached(
            f"{agency.name} has {count(has, 'place')} on this session, {most}.{then} "
            "Look at the other dates, or send somebody instead of a colleague."
        )
