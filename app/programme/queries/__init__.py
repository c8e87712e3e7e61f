"""Reads of the programme."""

from app.programme.queries.courses import (
    course,
    course_by_title,
    courses,
    courses_to_review,
    is_public,
    material,
    materials,
    public_prerequisite,
)
from app.programme.queries.sessions import drafts, session, sessions, sessions_of_course, speaker, upcoming_sessions
from app.programme.queries.telling import (
    LONGEST_ANNOUNCED,
    announced,
    open_lunchtime_sessions,
    topic,
    topics_told,
    untold_dates,
)
from app.programme.queries.trainers import days_taught, sessions_of_trainer, taught_by, teaches, trainer, trainers
from app.programme.queries.weeks import (
    has_sessions_outside,
    learning_week,
    learning_week_by_name,
    learning_weeks,
    next_learning_week,
    sessions_of_week,
)
from app.programme.queries.years import (
    began_between,
    copied_week,
    planned_copies,
    starts_of_sessions,
    years_to_copy,
    years_with_sessions,
)

__all__ = [
    "LONGEST_ANNOUNCED",
    "announced",
    "began_between",
    "copied_week",
    "course",
    "course_by_title",
    "courses",
    "courses_to_review",
    "days_taught",
    "drafts",
    "has_sessions_outside",
    "is_public",
    "learning_week",
    "learning_week_by_name",
    "learning_weeks",
    "material",
    "materials",
    "next_learning_week",
    "open_lunchtime_sessions",
    "planned_copies",
    "public_prerequisite",
    "session",
    "sessions",
    "sessions_of_course",
    "sessions_of_trainer",
    "sessions_of_week",
    "speaker",
    "starts_of_sessions",
    "taught_by",
    "teaches",
    "topic",
    "topics_told",
    "trainer",
    "trainers",
    "untold_dates",
    "upcoming_sessions",
    "years_to_copy",
    "years_with_sessions",
]
