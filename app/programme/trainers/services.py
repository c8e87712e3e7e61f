"""Commands on the pool of trainers, and on who teaches a session."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import update

from app.accounts.models import Agency, User
from app.accounts.staff import services as staff
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.programme.models import Course, Trainer
from app.programme.models_sessions import TrainingSession, session_trainer
from app.programme.models_trainers import TrainerUnavailability
from app.programme.refusals import AlreadyRetired, DatesTheWrongWayRound, TrainerNotAsked
from app.programme.trainers import queries


@dataclass(frozen=True)
class TrainerDetails:
    """Who they are; without an agency, the partnership employs them. With an address they can sign in."""

    name: str
    email: str = ""
    agency: Agency | None = None
    can_teach: list[Course] = field(default_factory=list)


@command
def add_trainer(details: TrainerDetails, *, by: User, at: datetime) -> Trainer:
    trainer = Trainer(**vars(details))
    db.session.add(trainer)
    _give_account(trainer, by=by, at=at)
    audit.write(Verb.ADDED_TRAINER, trainer, by=by, at=at)
    return trainer


@command
def edit_trainer(trainer: Trainer, details: TrainerDetails, *, by: User, at: datetime) -> None:
    for name, value in vars(details).items():
        setattr(trainer, name, value)
    _give_account(trainer, by=by, at=at)
    audit.write(Verb.EDITED_TRAINER, trainer, by=by, at=at)


@command
def confirm_trainer(session: TrainingSession, trainer: Trainer, *, by: User | None, at: datetime) -> None:
    """They have said yes: from now on the public sees them. Raises NotAsked."""
    _say(session, trainer, is_confirmed=True)
    audit.write(Verb.CONFIRMED_TRAINER, session, by=by, at=at, trainer=trainer.id)


@command
def back_to_asked(session: TrainingSession, trainer: Trainer, *, by: User | None, at: datetime) -> None:
    """They haven't said yes after all. Raises NotAsked."""
    _say(session, trainer, is_confirmed=False)
    audit.write(Verb.UNCONFIRMED_TRAINER, session, by=by, at=at, trainer=trainer.id)


@command
def retire(trainer: Trainer, *, by: User, at: datetime) -> None:
    """Not offered for sessions any more; what they trained stays, and sessions to come stay theirs until changed.

    Raises AlreadyRetired.
    """
    if trainer.is_retired:
        raise AlreadyRetired
    trainer.is_retired = True
    audit.write(Verb.RETIRED_TRAINER, trainer, by=by, at=at)


@command
def take_back(trainer: Trainer, *, by: User, at: datetime) -> None:
    """Offered again."""
    trainer.is_retired = False
    audit.write(Verb.TOOK_BACK_TRAINER, trainer, by=by, at=at)


@command
def add_unavailability(
    trainer: Trainer, *, from_on: date, until_on: date, words: str, by: User, at: datetime
) -> TrainerUnavailability:
    """Dates on which they can't teach, both inclusive; by the office or by themselves. Raises DatesTheWrongWayRound."""
    if until_on < from_on:
        raise DatesTheWrongWayRound
    dates = TrainerUnavailability(trainer=trainer, from_on=from_on, until_on=until_on, words=words)
    db.session.add(dates)
    audit.write(Verb.ADDED_UNAVAILABLE_DATES, trainer, by=by, at=at, on=f"{from_on} to {until_on}")
    return dates


@command
def remove_unavailability(dates: TrainerUnavailability, *, by: User, at: datetime) -> None:
    written = f"{dates.from_on} to {dates.until_on}"
    audit.write(Verb.REMOVED_UNAVAILABLE_DATES, dates.trainer, by=by, at=at, on=written)
    db.session.delete(dates)


def _give_account(trainer: Trainer, *, by: User | None, at: datetime) -> None:
    """That of their address. One whose address was another before has nothing more to do with this trainer."""
    if not trainer.email:
        trainer.user = None
    elif trainer.user is None or trainer.user.email != trainer.email:
        trainer.user = staff.account_of_trainer(name=trainer.name, email=trainer.email, by=by, at=at)


def match_trainers_with_accounts(*, at: datetime) -> int:
    """Whoever has an address in the pool can sign in, and a trainer's address follows that of their account, so that
    their registers stay theirs. How many were matched."""
    return _match(at=at) if queries.unmatched_trainers() else 0


@command
def _match(*, at: datetime) -> int:
    unmatched = queries.unmatched_trainers()
    for trainer in unmatched:
        if trainer.user is None:
            _give_account(trainer, by=None, at=at)
        else:
            trainer.email = trainer.user.email
            audit.write(Verb.EDITED_TRAINER, trainer, by=None, at=at, reason="Their person has another address.")
    return len(unmatched)


def _say(session: TrainingSession, trainer: Trainer, *, is_confirmed: bool) -> None:
    row = (session_trainer.c.session_id == session.id, session_trainer.c.trainer_id == trainer.id)
    if trainer not in session.trainers:
        raise TrainerNotAsked
    db.session.execute(update(session_trainer).where(*row).values(is_confirmed=is_confirmed))
