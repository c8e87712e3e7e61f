"""Taking an attendance report of Microsoft Teams onto the register: proposed first, then marked."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.attendance.names import plain_name
from app.attendance.registers import queries as registers_queries
from app.attendance.registers import services as registers_services
from app.attendance.registers.queries_registers import register_of
from app.attendance.registers.refusals import MarkingNotOpen, RegisterClosed
from app.attendance.teams_reports import refusals, rules, rules_presence
from app.attendance.walk_ins import services as walk_ins
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.queries import on_the_register
from app.booking.states import Outcome
from app.core.database import command
from app.programme.models_sessions import TrainingSession


@dataclass
class Taken:
    """What a report changed."""

    marks: Counter[Outcome] = field(default_factory=Counter)
    walk_ins: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.marks or self.walk_ins)


def proposal_of(
    session: TrainingSession, text: str, choices: rules_presence.Choices, *, at: datetime
) -> rules_presence.ProposedMarks:
    """What a report in plain text would do to the register of its day. Changes nothing.

    Raises NotATeamsReport, BadChoice, RegisterClosed or MarkingNotOpen.
    """
    if register_of(session):
        raise RegisterClosed
    if not session.can_be_marked(at):
        raise MarkingNotOpen
    report = rules.read_report(text, [day.on for day in session.days])
    return rules_presence.propose(
        report,
        on_the_register(session),
        registers_queries.standing_on(session, report.on),
        session.days,
        session.confirmed_trainers,
        choices,
    )


@command
def take_report(
    session: TrainingSession, text: str, choices: rules_presence.Choices, *, by: User, at: datetime
) -> Taken:
    """Mark whom the report tells of, as the register stands now: the same again changes nothing.

    Raises what `proposal_of` raises, NobodyBookedInReport, UnknownAgency, NotBooked and AlreadyBooked.
    """
    claims.lock_session(session)
    proposal = proposal_of(session, text, choices, at=at)
    on, taken = proposal.day.on, Taken()
    marks = [(line.booking, line.proposed) for line in proposal.to_mark]
    if choices.others_absent and proposal.tells_of_nobody_booked:
        raise refusals.NobodyBookedInReport
    if choices.others_absent:
        marks += [(booking, Outcome.NO_SHOW) for booking in proposal.missing]
    for booking, outcome in marks:
        if outcome:
            registers_services.mark(booking, outcome, on=on, by=by, at=at)
            taken.marks[outcome] += 1
    for person in proposal.walked_in:
        # people type their names in Teams as they like, and join by an address that is theirs
        walk_ins.add_walk_in(
            session,
            name=plain_name(person.name),
            email=person.email,
            agency=_agency_of(person, choices),
            is_theirs=True,
            on=on,
            by=by,
            at=at,
        )
        taken.walk_ins += 1
    if not taken.is_nothing:
        made, day = {str(outcome): how_many for outcome, how_many in taken.marks.items()}, proposal.number
        audit.write(Verb.TOOK_TEAMS_REPORT, session, by=by, at=at, day=day, marks=made, walk_ins=taken.walk_ins)
    return taken


def _agency_of(person: rules.Participant, choices: rules_presence.Choices) -> Agency | None:
    """A listed one, if one was named. Raises UnknownAgency."""
    name = choices.agencies.get(person.number, "")
    agency = people.agency_by_name(name) if name else None
    if name and not (agency and agency.is_listed):
        raise refusals.UnknownAgency(person.name)
    return agency
