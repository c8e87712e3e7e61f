"""Importing a programme: all of a file or nothing of it."""

from datetime import datetime

from app.accounts.models import User
from app.database import command, take_turns
from app.programme import queries
from app.programme.models import Course, TrainingSession
from app.programme.rules import Known, NewCourse, NewSession, Programme, Table, read_csv, understand
from app.programme.services.courses import CourseDetails, add_course
from app.programme.services.sessions import SessionDetails, add_session


def planned_import(table: Table) -> Programme:
    """What importing this table would add. Raises BadProgrammeFile with all that is wrong."""
    return understand(table, _known())


@command
def import_programme(text: str, *, by: User, at: datetime) -> list[TrainingSession]:
    """Add the courses and drafts of a programme in CSV, checked again as the programme stands now. Posts nothing.

    Raises Unreadable or BadProgrammeFile.
    """
    take_turns("programme")
    programme = planned_import(read_csv(text))
    courses = {new.title.casefold(): _add_course(new, by, at) for new in programme.courses}
    return [_add_session(new, new.course or courses[new.title.casefold()], by, at) for new in programme.sessions]


def _known() -> Known:
    trainers = queries.trainers()
    return Known(
        courses={course.title.casefold(): course for course in queries.courses()},
        trainers={
            trainer.name.casefold(): [other for other in trainers if other.name.casefold() == trainer.name.casefold()]
            for trainer in trainers
        },
        weeks={week.name.casefold(): week for week in queries.learning_weeks()},
        starts=queries.starts_of_sessions(),
    )


def _add_course(new: NewCourse, by: User, at: datetime) -> Course:
    details = CourseDetails(
        title=new.title,
        strand=new.strand,
        usual_length=new.length,
        summary=new.summary,
        level=new.level,
        series=new.series,
    )
    return add_course(details, by=by, at=at)


def _add_session(new: NewSession, course: Course, by: User, at: datetime) -> TrainingSession:
    details = SessionDetails(
        days=new.days,
        places=new.places,
        delivery=new.delivery,
        venue=new.venue,
        joining_link=new.joining_link,
        trainers=new.trainers,
        learning_week_id=new.week.id if new.week else None,
        is_open=new.is_open,
    )
    return add_session(course, details, by=by, at=at)
