"""The programme's rules: years, copying one into the next, and what is written in an imported programme."""

from app.programme.rules.copying import (
    PlannedCopy,
    days_in_next_year,
    days_off,
    name_for_next_year,
    plan_copies,
    week_start_in_next_year,
)
from app.programme.rules.imports import COLUMNS, BadProgrammeFile, Known, NewCourse, NewSession, Programme, understand
from app.programme.rules.tables import Complaints, Table, Unreadable, read_csv, read_file
from app.programme.rules.written import read_date, read_dates, read_time
from app.programme.rules.years import next_year, programme_year, year_dates

__all__ = [
    "COLUMNS",
    "BadProgrammeFile",
    "Complaints",
    "Known",
    "NewCourse",
    "NewSession",
    "PlannedCopy",
    "Programme",
    "Table",
    "Unreadable",
    "days_in_next_year",
    "days_off",
    "name_for_next_year",
    "next_year",
    "plan_copies",
    "programme_year",
    "read_csv",
    "read_date",
    "read_dates",
    "read_file",
    "read_time",
    "understand",
    "week_start_in_next_year",
    "year_dates",
]
