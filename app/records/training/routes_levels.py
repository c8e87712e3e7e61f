"""Who of a lead's agency has never attended a course of a level: level 1, say."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.core import clock
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, Cell, as_csv, as_xlsx
from app.http.asking import words_asked
from app.records.training import queries_levels as queries
from app.records.training.routes import bp
from app.records.training.routes_agency import LEADS
from app.web.access import found, open_to
from app.web.navigation import page_of
from app.web.paging import page_asked_for

COLUMNS = ("Name", "E-mail", "Team", "Role", "Never attended", "Booked for")


@bp.get("/agency/never-attended")
@open_to(LEADS)
@page_of("levels never attended")
def never_attended() -> ResponseReturnValue:
    """?level= is one that courses have; without one it is the first."""
    own, levels, level = signed_in_user().agency, queries.levels(), _level()
    if own is None or not level:
        return render_template("records/training/never_attended.html", agency=own, levels=levels)
    return render_template(
        "records/training/never_attended.html",
        agency=own,
        levels=levels,
        level=level,
        counts=queries.how_many_never(own, level),
        page=queries.page_of_never(own, level, at=clock.now(), page=page_asked_for()),
    )


@bp.get("/agency/never-attended.csv")
@open_to(LEADS)
def never_attended_csv() -> ResponseReturnValue:
    return as_download(as_csv(COLUMNS, _rows()), "never-attended.csv", CSV)


@bp.get("/agency/never-attended.xlsx")
@open_to(LEADS)
def never_attended_xlsx() -> ResponseReturnValue:
    workbook = as_xlsx(COLUMNS, _rows(), sheet="Never attended", made_at=clock.now())
    return as_download(workbook, "never-attended.xlsx", XLSX)


def _level() -> str:
    """The one that is asked for, if courses have it."""
    levels = queries.levels()
    asked = words_asked("level")
    return asked if asked in levels else next(iter(levels), "")


def _rows() -> list[list[Cell]]:
    own, level = found(signed_in_user().agency), _level()
    return [
        [
            each.person.name,
            each.person.email,
            each.person.team,
            each.person.job_role,
            level,
            each.booked.days[0].on if each.booked else None,
        ]
        for each in queries.all_never(own, level, at=clock.now())
    ]
