"""Taking an attendance report of Microsoft Teams onto the register: proposed first, then marked."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from app import audit
from app.accounts.models import Agency, User
from app.accounts.queries import agency_by_name
from app.attendance import queries
from app.attendance.models import MarkingNotOpen, NobodyBookedInReport, RegisterClosed, UnknownAgency
from app.attendance.rules import Choices, Participant, Proposal, plain_name, propose, read_report
from app.attendance.services.door import add_walk_in
from app.attendance.services.marking import mark
from app.booking.models import Outcome
from app.booking.queries import on_the_register
from app.booking.services import lock_session
from app.database import command
from app.programme.models import TrainingSession


@dataclass
class Taken:
    """What a report changed."""

    marks: Counter[Outcome] = field(default_factory=Counter)
    walk_ins: int = 0

    @property
    def is_nothing(self) -> bool:
        return not (self.marks or self.walk_ins)


def proposal_of(session: TrainingSession, text: str, choices: Choices, *, at: datetime) -> Proposal:
    """What a report in plain text would do to the register of its day. Changes nothing.

    Raises NotATeamsReport, BadChoice, RegisterClosed or MarkingNotOpen.
    """
    if queries.register_of(session):
        raise RegisterClosed
    if not session.can_be_marked(at):
        raise MarkingNotOpen
    report = read_report(text, [day.on for day in session.days])
    return propose(
        report,
        on_the_register(session),
        queries.standing_on(session, report.on),
        session.days,
        session.confirmed_trainers,
        choices,
    )


@command
def take_report(session: TrainingSession, text: str, choices: Choices, *, by: User, at: datetime) -> Taken:
    """Mark whom the report tells of, as the register stands now: the same again changes nothing.

    Raises what `proposal_of` raises, NobodyBookedInReport, UnknownAgency, NotBooked and AlreadyBooked.
    """
    lock_session(session)
    proposal = proposal_of(session, text, choices, at=at)
    on, taken = proposal.day.on, Taken()
    marks = [(line.booking, line.proposed) for line in proposal.to_mark]
    if choices.others_absent and proposal.tells_of_nobody_booked:
        raise NobodyBookedInReport
    if choices.others_absent:
        marks += [(booking, Outcome.NO_SHOW) for booking in proposal.missing]
    for booking, outcome in marks:
        if outcome:
            mark(booking, outcome, on=on, by=by, at=at)
            taken.marks[outcome] += 1
    for person in proposal.walked_in:
        # people type their names in Teams as they like, and join by an address that is theirs
        add_walk_in(
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
        told = [f"{how_many} {outcome}" for outcome, how_many in taken.marks.items()]
        told += [f"{taken.walk_ins} walk-in"] if taken.walk_ins else []
        audit.write("took a Teams report", session, by=by, at=at, note=f"day {proposal.number}: {', '.join(told)}")
    return taken


def _agency_of(person: Participant, choices: Choices) -> Agency | None:
    """A listed one, if one was named. Raises UnknownAgency."""
    name = choices.agencies.get(person.number, "")
    agency = agency_by_name(name) if name else None
    if name and not (agency and agency.is_listed):
        raise UnknownAgency(person.name)
    return agency
