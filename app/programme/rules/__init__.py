"""The programme's rules: years, copying and importing them, and who is told of what."""

from app.programme.rules.copying import (
    PlannedCopy,
    days_in_next_year,
    days_off,
    name_for_next_year,
    plan_copies,
    week_start_in_next_year,
)
from app.programme.rules.imports import COLUMNS, BadProgrammeFile, Known, NewCourse, NewSession, Programme, understand
from app.programme.rules.periods import Period, asked_period
from app.programme.rules.tables import Complaints, Table, Unreadable, read_csv, read_file
from app.programme.rules.telling import (
    COURSE_TOPIC,
    INVITED_AT,
    INVITED_ON,
    Invitation,
    Topic,
    course_topic,
    entries_of,
    invitation,
    invited_from,
    month_of,
    months_invited_to,
    series_topic,
    topic_of_course,
    topic_of_series,
    uid_stem,
)
from app.programme.rules.words import days_by_agency, rules_in_words
from app.programme.rules.written import read_date, read_dates, read_time
from app.programme.rules.years import next_year, programme_year, year_dates

__all__ = [
    "BadProgrammeFile",
    "COLUMNS",
    "COURSE_TOPIC",
    "Complaints",
    "INVITED_AT",
    "INVITED_ON",
    "Invitation",
    "Known",
    "NewCourse",
    "NewSession",
    "Period",
    "PlannedCopy",
    "Programme",
    "Table",
    "Topic",
    "Unreadable",
    "asked_period",
    "course_topic",
    "days_by_agency",
    "days_in_next_year",
    "days_off",
    "entries_of",
    "invitation",
    "invited_from",
    "month_of",
    "months_invited_to",
    "name_for_next_year",
    "next_year",
    "plan_copies",
    "programme_year",
    "read_csv",
    "read_date",
    "read_dates",
    "read_file",
    "read_time",
    "rules_in_words",
    "series_topic",
    "topic_of_course",
    "topic_of_series",
    "uid_stem",
    "understand",
    "week_start_in_next_year",
    "year_dates",
]
