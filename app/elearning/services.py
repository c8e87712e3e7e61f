"""Where e-learning is, and recording who has completed it: by code, by the team, from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from app.accounts.models import User, name_key
from app.accounts.people import queries as people
from app.accounts.people.services import enrol
from app.accounts.throttling import services as throttling
from app.accounts.throttling.models import AttemptKind
from app.audit import services as audit
from app.audit.models import Verb
from app.core.clock import from_london, to_london
from app.core.database import advisory_lock, command, db
from app.elearning import queries, rules, rules_import
from app.elearning.models import CompletionWay, ELearning, ELearningCompletion
from app.elearning.refusals import (
    CompletedAlready,
    NobodyAtAddresses,
    TakesNoCode,
    TooManyWrongCompletionCodes,
    WrongCompletionCode,
)
from app.elearning.rules_import import CompletionImport
from app.files.tables import Table
from app.programme.models import Course


@dataclass(frozen=True)
class ELearningDetails:
    link: str
    code: str
    minutes: int | None
    is_open: bool


@command
def set_up(course: Course, details: ELearningDetails, *, by: User, at: datetime) -> ELearning:
    """Where a course is from now on; who has completed it stays as it was."""
    advisory_lock("e-learning")
    e_learning = queries.e_learning_of(course.id) or ELearning(course=course)
    for name, value in vars(details).items():
        setattr(e_learning, name, value)
    db.session.add(e_learning)
    audit.write(Verb.SET_UP_E_LEARNING, course, by=by, at=at, link=details.link)
    return e_learning


@command
def complete_by_code(
    e_learning: ELearning, typed: str, *, person: User, at: datetime, client_address: str = ""
) -> ELearningCompletion:
    """Somebody types the code that the course shows at its end: today they have completed it.

    Raises TakesNoCode, CompletedAlready, WrongCompletionCode, which is remembered, or TooManyWrongCompletionCodes.
    """
    if not e_learning.code:
        raise TakesNoCode
    limit, kind = rules.WRONG_COMPLETION_CODES, AttemptKind.COMPLETION_CODE
    if throttling.throttle(limit, kind, person.id, at=at):
        raise TooManyWrongCompletionCodes
    if not rules.is_completion_code(typed, e_learning.code):
        is_last = throttling.note_failed_attempt(limit, kind, person.id, at=at, client_address=client_address)
        raise TooManyWrongCompletionCodes if is_last else WrongCompletionCode
    on = to_london(at).date()
    if (person.id, on) in queries.recorded(e_learning.course, [person.id]):
        raise CompletedAlready
    return _record(e_learning.course, person, on, way=CompletionWay.CODE, by=person, at=at, completed_at=at)


@command
def mark_completed(
    course: Course, emails: Sequence[str], *, on: date, by: User, at: datetime
) -> list[ELearningCompletion]:
    """The team knows that these people have completed it. All of them or none; whoever has it on that day keeps it.

    Raises NobodyAtAddresses, or CompletedAlready where nobody is left.
    """
    advisory_lock("e-learning")
    known = {email: people.user_by_email(email) for email in emails}
    if unknown := [email for email, person in known.items() if person is None]:
        raise NobodyAtAddresses(unknown)
    those = {person.id: person for person in known.values() if person}
    have_it = queries.recorded(course, those)
    new = [person for number, person in those.items() if (number, on) not in have_it]
    if not new:
        raise CompletedAlready
    return [_record(course, person, on, way=CompletionWay.OFFICE, by=by, at=at) for person in new]


def planned_import(course: Course, table: Table, *, at: datetime) -> CompletionImport:
    """What importing this table would record. Raises BadCompletionFile with all that is wrong."""
    lines = rules_import.lines_of(table, today=to_london(at).date())
    known = {line.email: people.user_by_email(line.email) for line in lines if line.email}
    persons = {email: person for email, person in known.items() if person}
    named = [name_key(line.said.get("agency", "")) for line in lines if line.said.get("agency")]
    agencies = {key: agency.surviving for key, agency in people.agencies_named(named).items()}
    return rules_import.understand(
        lines,
        people=persons,
        agencies=agencies,
        recorded=queries.recorded(course, {person.id for person in persons.values()}),
    )


@command
def import_completions(course: Course, text: str, *, by: User, at: datetime) -> list[ELearningCompletion]:
    """Record the completions of a file in CSV, checked again as things stand now: all of them or none.

    Somebody who is new here gets a record, and no letter. Raises Unreadable or BadCompletionFile.
    """
    advisory_lock("e-learning")
    made = []
    for new in planned_import(course, rules_import.read_csv(text), at=at).new:
        person = new.person or enrol(email=new.email, name=new.name, at=at)
        person.agency = person.agency or new.agency
        made.append(_record(course, person, new.on, way=CompletionWay.IMPORT, by=by, at=at))
    return made


@command
def remove_completion(completion: ELearningCompletion, *, by: User, at: datetime) -> None:
    """It was recorded by mistake: its certificate confirms nothing any more."""
    audit.write(
        Verb.REMOVED_COMPLETION, completion, by=by, at=at, course=completion.course_title,
        on=completion.completed_on.isoformat(),
    )  # fmt: skip
    db.session.delete(completion)


def _record(
    course: Course,
    person: User,
    on: date,
    *,
    way: CompletionWay,
    by: User,
    at: datetime,
    completed_at: datetime | None = None,
) -> ELearningCompletion:
    e_learning = queries.e_learning_of(course.id)
    completion = ELearningCompletion(
        person=person,
        course=course,
        agency_id=person.agency.surviving.id if person.agency else None,
        course_title=course.title,
        level=course.level,
        minutes=e_learning.minutes if e_learning else None,
        completed_on=on,
        completed_at=completed_at or from_london(on, time(12)),
        way=way,
        certificate_code=rules.new_certificate_code(),
        recorded_at=at,
        recorded_by_id=by.id,
    )
    db.session.add(completion)
    audit.write(Verb.RECORDED_COMPLETION, completion, by=by, at=at, course=course.title, on=on.isoformat())
    return completion
