"""Recording training elsewhere, and confirming what people recorded themselves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from app.accounts.models import User
from app.accounts.people import queries as people
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.records.elsewhere import queries
from app.records.elsewhere.models import EvidenceFile, TrainingElsewhere
from app.records.elsewhere.refusals import ConfirmedAlready, RecordedAlready, TooManyFiles, UnknownAddresses
from app.records.elsewhere.rules import MOST_FILES_WAITING, EventElsewhere, UploadedEvidence


@command
def record_own(
    person: User, event: EventElsewhere, *, at: datetime, shown_by: UploadedEvidence | None = None
) -> TrainingElsewhere:
    """What somebody says of themself, and perhaps the file that shows it: it counts once it is confirmed.

    Raises RecordedAlready or TooManyFiles.
    """
    advisory_lock("training elsewhere")
    if queries.who_has_it([person.id], title=event.title, starts_on=event.starts_on):
        raise RecordedAlready
    training = _record(person, event, by=person, at=at)
    if shown_by:
        _attach(training, shown_by, at=at)
    return training


@command
def attach_evidence(training: TrainingElsewhere, shown_by: UploadedEvidence, *, at: datetime) -> None:
    """By the person, as long as it isn't confirmed; in place of a file that was there.

    Raises ConfirmedAlready or TooManyFiles.
    """
    advisory_lock("training elsewhere")
    db.session.refresh(training)
    if training.is_confirmed:
        raise ConfirmedAlready
    if training.file:
        db.session.delete(training.file)
        db.session.flush()
        db.session.expire(training)
    _attach(training, shown_by, at=at)


@command
def record_for(emails: Sequence[str], event: EventElsewhere, *, by: User, at: datetime) -> list[TrainingElsewhere]:
    """What the training team knows of these people, who are found by their addresses: it counts at once.

    Whoever has it already keeps theirs, which is confirmed if it wasn't. Raises UnknownAddresses, and then nothing is
    recorded, or RecordedAlready where nobody is left. Returns what was recorded or confirmed.
    """
    advisory_lock("training elsewhere")
    known = {email: people.user_by_email(email) for email in emails}
    if unknown := [email for email, person in known.items() if person is None]:
        raise UnknownAddresses(unknown)
    those = {person.id: person for person in known.values() if person}
    theirs = {each.user_id: each for person in those.values() for each in queries.recorded_of(person)
              if (each.title, each.starts_on) == (event.title, event.starts_on)}  # fmt: skip
    to_confirm = [each for each in theirs.values() if not each.is_confirmed]
    new = [_record(person, event, by=by, at=at) for number, person in those.items() if number not in theirs]
    if not new and not to_confirm:
        raise RecordedAlready
    for each in (*new, *to_confirm):
        each.confirm(by=by, at=at)
    for each in to_confirm:
        audit.write(Verb.CONFIRMED_TRAINING_ELSEWHERE, each, by=by, at=at)
    return [*new, *to_confirm]


@command
def confirm(training: TrainingElsewhere, *, by: User, at: datetime) -> None:
    """The evidence was seen. A second time changes nothing."""
    if not training.is_confirmed:
        training.confirm(by=by, at=at)
        audit.write(Verb.CONFIRMED_TRAINING_ELSEWHERE, training, by=by, at=at)


@command
def remove(training: TrainingElsewhere, *, by: User, at: datetime) -> None:
    """By the training team."""
    _remove(training, by=by, at=at)


@command
def remove_own(training: TrainingElsewhere, *, at: datetime) -> None:
    """By the person, as long as it isn't confirmed. Raises ConfirmedAlready."""
    db.session.refresh(training)
    if training.is_confirmed:
        raise ConfirmedAlready
    _remove(training, by=training.person, at=at)


@command
def bring_together(kept: User, goes: User) -> None:
    """Two records of one person: of what both have, the one that stays keeps what either shows for it."""
    stays = {(each.title, each.starts_on): each for each in queries.recorded_of(kept)}
    for other in queries.recorded_of(goes):
        same = stays.get((other.title, other.starts_on))
        if same and other.is_confirmed and not same.is_confirmed:
            same.confirmed_at, same.confirmed_by_id = other.confirmed_at, other.confirmed_by_id
        if same and other.file and not same.file:
            of_the_other = EvidenceFile.training_id == other.id
            db.session.execute(update(EvidenceFile).where(of_the_other).values(training_id=same.id))
    db.session.flush()


def _record(person: User, event: EventElsewhere, *, by: User, at: datetime) -> TrainingElsewhere:
    training = TrainingElsewhere(
        person=person,
        title=event.title,
        organiser=event.organiser,
        starts_on=event.starts_on,
        ends_on=event.ends_on,
        minutes=event.minutes,
        evidence=event.evidence,
        evidence_words=event.evidence_words,
        agency_id=person.agency_id,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    db.session.add(training)
    audit.write(Verb.RECORDED_TRAINING_ELSEWHERE, training, by=by, at=at, title=event.title)
    return training


def _attach(training: TrainingElsewhere, shown_by: UploadedEvidence, *, at: datetime) -> None:
    db.session.flush()
    if queries.files_waiting_of(training.user_id) >= MOST_FILES_WAITING:
        raise TooManyFiles(MOST_FILES_WAITING)
    training.file = EvidenceFile(
        file_name=shown_by.file_name,
        media_type=shown_by.media_type,
        size=len(shown_by.content),
        content=shown_by.content,
        uploaded_at=at,
    )
    audit.write(Verb.ADDED_EVIDENCE_OF_TRAINING, training, by=training.person, at=at, title=training.title)


def _remove(training: TrainingElsewhere, *, by: User, at: datetime) -> None:
    audit.write(Verb.REMOVED_TRAINING_ELSEWHERE, training, by=by, at=at, title=training.title)
    db.session.delete(training)
