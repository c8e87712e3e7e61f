"""The delegate list of a session: to read and print, as CSV and as XLSX."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from app.accounts.signed_in import signed_in_user
from app.booking.delegate_lists import queries, rules
from app.core import clock
from app.core.roles import TRAINING_TEAM, Role
from app.files.documents import as_download
from app.files.spreadsheets import CSV, XLSX, Cell, as_csv, as_xlsx
from app.http.asking import is_asked
from app.programme.models_sessions import TrainingSession
from app.programme.sessions import queries as sessions
from app.programme.trainers import queries as trainers
from app.web.access import found, open_to
from app.web.navigation import linked_from

bp = Blueprint("booking_delegate_lists", __name__)
READERS = TRAINING_TEAM | {Role.TRAINER}


@bp.get("/manage/sessions/<int:session_id>/delegates")
@open_to(READERS)
@linked_from("register", "Delegate list: print or download")
def delegates(session_id: int) -> ResponseReturnValue:
    """?without-needs leaves out what people need: for a list on a wall, or for somebody who has no part in it."""
    session, is_office = _session(session_id), signed_in_user().is_training_team
    return render_template(
        "booking/delegate_lists/delegates.html",
        session=session,
        delegates=queries.delegates(session, with_waiting=is_office),
        with_needs=_with_needs(),
        is_office=is_office,
        asked={} if _with_needs() else {"without-needs": "1"},
    )


@bp.get("/manage/sessions/<int:session_id>/delegates.csv")
@open_to(READERS)
def delegates_csv(session_id: int) -> ResponseReturnValue:
    session = _session(session_id)
    return as_download(as_csv(_columns(), _rows(session)), f"{_name(session)}.csv", CSV)


@bp.get("/manage/sessions/<int:session_id>/delegates.xlsx")
@open_to(READERS)
def delegates_xlsx(session_id: int) -> ResponseReturnValue:
    session = _session(session_id)
    content = as_xlsx(_columns(), _rows(session), sheet="Delegates", made_at=clock.now())
    return as_download(content, f"{_name(session)}.xlsx", XLSX)


def _session(session_id: int) -> TrainingSession:
    """A published session that people book, and, for a trainer, one of their own: any other is as good as none."""
    session, user = found(sessions.session(session_id)), signed_in_user()
    is_theirs = user.is_training_team or trainers.teaches(user.email, session)
    return session if session.takes_bookings and is_theirs else abort(404)


def _with_needs() -> bool:
    return not is_asked("without-needs")


def _columns() -> list[str]:
    return rules.columns(is_office=signed_in_user().is_training_team, with_needs=_with_needs())


def _rows(session: TrainingSession) -> list[list[Cell]]:
    is_office = signed_in_user().is_training_team
    shown = queries.delegates(session, with_waiting=is_office)
    return [rules.row(booking, is_office=is_office, with_needs=_with_needs()) for booking in shown]


def _name(session: TrainingSession) -> str:
    return f"delegates-{session.days[0].on:%Y-%m-%d}-{session.id}"
