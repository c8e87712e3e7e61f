"""Reads of training elsewhere. `figures_of_year` and `events_of_year` are for whoever reports on a year."""

from datetime import date

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.database import db
from app.programme.periods import year_dates
from app.records.elsewhere.models import EvidenceFile, TrainingElsewhere
from app.records.elsewhere.rules import AttendedElsewhere, ElsewhereFigures
from app.web.paging import Page, page_of

PER_PAGE = 50


def training_elsewhere(training_id: int) -> TrainingElsewhere | None:
    return db.session.get(TrainingElsewhere, training_id)


def own_training_elsewhere(training_id: int, person: User) -> TrainingElsewhere | None:
    """That of this person; none of another's."""
    found = training_elsewhere(training_id)
    return found if found and found.user_id == person.id else None


def file_for(training_id: int, reader: User) -> EvidenceFile | None:
    """The file that shows it, for whom it is: its person, and the training team."""
    found = training_elsewhere(training_id)
    return found.file if found and (reader.is_training_team or found.user_id == reader.id) else None


def recorded_of(person: User) -> list[TrainingElsewhere]:
    """What somebody was at elsewhere, the latest first, confirmed or not."""
    wanted = select(TrainingElsewhere).where(TrainingElsewhere.user_id == person.id)
    return list(db.session.scalars(wanted.order_by(TrainingElsewhere.starts_on.desc(), TrainingElsewhere.id)))


def page_to_confirm(*, page: int) -> Page[TrainingElsewhere]:
    """What people recorded themselves, the oldest word first."""
    wanted = (
        select(TrainingElsewhere)
        .where(~TrainingElsewhere.is_confirmed)
        .options(joinedload(TrainingElsewhere.person))
        .order_by(TrainingElsewhere.recorded_at, TrainingElsewhere.id)
    )
    return page_of(wanted, page=page, per_page=PER_PAGE)


def page_of_year(year: str, *, page: int) -> Page[TrainingElsewhere]:
    """What is confirmed of a programme year, by the first day, the latest first."""
    wanted = (
        select(TrainingElsewhere)
        .where(TrainingElsewhere.is_confirmed, TrainingElsewhere.starts_on.between(*year_dates(year)))
        .options(joinedload(TrainingElsewhere.person))
        .order_by(TrainingElsewhere.starts_on.desc(), TrainingElsewhere.title, TrainingElsewhere.id)
    )
    return page_of(wanted, page=page, per_page=PER_PAGE)


def how_many_to_confirm() -> int:
    wanted = select(func.count()).select_from(TrainingElsewhere).where(~TrainingElsewhere.is_confirmed)
    return db.session.scalar(wanted) or 0


def files_waiting_of(person_id: int) -> int:
    """How many files of somebody the training team hasn't looked at."""
    theirs = (TrainingElsewhere.user_id == person_id, ~TrainingElsewhere.is_confirmed)
    wanted = select(func.count()).select_from(EvidenceFile).join(TrainingElsewhere).where(*theirs)
    return db.session.scalar(wanted) or 0


def who_has_it(person_ids: list[int], *, title: str, starts_on: date) -> set[int]:
    """Of these people, those in whose record this training stands."""
    wanted = select(TrainingElsewhere.user_id).where(
        TrainingElsewhere.user_id.in_(person_ids),
        TrainingElsewhere.title == title,
        TrainingElsewhere.starts_on == starts_on,
    )
    return set(db.session.scalars(wanted))


def figures_of_year(year: str) -> ElsewhereFigures:
    """What is confirmed of a programme year: "18 staff at regional workshops run by others"."""
    confirmed = (TrainingElsewhere.is_confirmed, TrainingElsewhere.starts_on.between(*year_dates(year)))
    wanted = select(func.count(), func.count(distinct(TrainingElsewhere.user_id))).where(*confirmed)
    attendances, people = db.session.execute(wanted).one()
    return ElsewhereFigures(attendances, people, events=len(events_of_year(year)))


def events_of_year(year: str) -> list[AttendedElsewhere]:
    """Each event of a programme year with how many of our people were there, the earliest first."""
    event = (TrainingElsewhere.title, TrainingElsewhere.organiser, TrainingElsewhere.starts_on)
    wanted = (
        select(*event, func.count(distinct(TrainingElsewhere.user_id)))
        .where(TrainingElsewhere.is_confirmed, TrainingElsewhere.starts_on.between(*year_dates(year)))
        .group_by(*event)
        .order_by(TrainingElsewhere.starts_on, TrainingElsewhere.title)
    )
    return [AttendedElsewhere(*row) for row in db.session.execute(wanted)]
