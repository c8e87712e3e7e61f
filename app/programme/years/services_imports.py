"""Importing a programme: all of a file or nothing of it."""

from collections.abc import Mapping
from datetime import datetime

from app.accounts.models import User
from app.core.database import advisory_lock, command
from app.files.tables import Table
from app.programme.checking import queries as checking
from app.programme.checking.rules import about_plan
from app.programme.checking.rules_clashes import Occupation, place_taken
from app.programme.courses import queries as courses_queries
from app.programme.courses import services as courses_services
from app.programme.courses.services import CourseDetails
from app.programme.learning_weeks.queries import learning_weeks
from app.programme.models import Course
from app.programme.models_sessions import TrainingSession
from app.programme.models_venues import Venue, key_of
from app.programme.rules_working_days import Closed
from app.programme.sessions import services as sessions
from app.programme.sessions.services import SessionDetails
from app.programme.venues import queries as venues
from app.programme.years import queries, rules_imports, rules_programme, rules_tables
from app.settings import queries as settings
from app.settings.rules_programme import LunchtimeSeries


def planned_import(table: Table) -> rules_programme.Programme:
    """What importing this table would add. Raises BadProgrammeFile with all that is wrong."""
    return rules_imports.understand(table, _known())


def what_to_look_at(programme: rules_programme.Programme, *, closed: Closed) -> dict[int, list[str]]:
    """By the number of the line: odd days, hours and places, and who or what would be taken twice."""
    on_record = {venue.name_key: venue for venue in venues.venues()}
    found = checking.clashes([_occupation_of(new, on_record) for new in programme.sessions])
    return {
        new.line: [
            *(warning.words for warning in about_plan(new.days, new.places, closed=closed)),
            *(clash.words for clash in clashing),
        ]
        for new, clashing in zip(programme.sessions, found, strict=True)
    }


def _occupation_of(new: rules_programme.NewSession, on_record: Mapping[str, Venue]) -> Occupation:
    place, called = place_taken(new.delivery, on_record.get(key_of(new.venue)), None)
    trainers = {trainer.id: trainer.name for trainer in new.trainers}
    return Occupation(new.title, new.days, trainers, place, called)


@command
def import_programme(text: str, *, by: User, at: datetime) -> list[TrainingSession]:
    """Add the courses and drafts of a programme in CSV, checked again as the programme stands now. Posts nothing.

    Raises Unreadable or BadProgrammeFile.
    """
    advisory_lock("programme")
    programme = planned_import(rules_tables.read_csv(text))
    courses = {new.title.casefold(): _add_course(new, by, at) for new in programme.courses}
    return [_add_session(new, new.course or courses[new.title.casefold()], by, at) for new in programme.sessions]


def _known() -> rules_programme.Known:
    trainers = courses_queries.trainers()
    return rules_programme.Known(
        courses={course.title.casefold(): course for course in courses_queries.courses()},
        trainers={
            trainer.name.casefold(): [other for other in trainers if other.name.casefold() == trainer.name.casefold()]
            for trainer in trainers
        },
        weeks={week.name.casefold(): week for week in learning_weeks()},
        starts=queries.starts_of_sessions(),
        series=settings.current(LunchtimeSeries).names,
    )


def _add_course(new: rules_programme.NewCourse, by: User, at: datetime) -> Course:
    details = CourseDetails(
        title=new.title,
        strand=new.strand,
        usual_length=new.length,
        summary=new.summary,
        level=new.level,
        series=new.series,
    )
    return courses_services.add_course(details, by=by, at=at)


def _add_session(new: rules_programme.NewSession, course: Course, by: User, at: datetime) -> TrainingSession:
    record = venues.venue_named(new.venue) if new.venue else None
    details = SessionDetails(
        days=new.days,
        places=new.places,
        delivery=new.delivery,
        venue=new.venue,
        venue_id=record.id if record else None,
        joining_link=new.joining_link,
        trainers=new.trainers,
        learning_week_id=new.week.id if new.week else None,
        is_open=new.is_open,
    )
    return sessions.add_session(course, details, by=by, at=at)
