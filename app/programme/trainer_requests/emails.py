"""Mail to trainers about their sessions, and to the office about theirs."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any

from flask import current_app

from app.core.links import Secret, url
from app.files import calendars
from app.files.letters import Letter, compose
from app.programme.models_sessions import TrainingSession
from app.programme.models_trainers import TrainerRequest
from app.programme.trainer_requests.rules import ChangedFact

PURPOSE = "trainer-request"

EntryDraft = tuple[str, int, list[str]]
"""An entry to write: METHOD, which day counted from 1, and its start and end as they are kept."""


def asked(request: TrainerRequest) -> Letter:
    """With the link to answer by; opening it answers nothing."""
    return _letter("programme/trainer_requests/email/asked.txt", request)


def asked_again(request: TrainerRequest) -> Letter:
    return _letter("programme/trainer_requests/email/asked_again.txt", request)


def confirmed(request: TrainerRequest, **calendar: Any) -> Letter:
    """What they train, how to get in, and the entry for their calendar."""
    return _letter("programme/trainer_requests/email/confirmed.txt", request, **calendar)


def changed(
    request: TrainerRequest, changes: Sequence[ChangedFact], *, is_asked_anew: bool = False, **calendar: Any
) -> Letter:
    """What is other than they knew."""
    return _letter(
        "programme/trainer_requests/email/changed.txt",
        request,
        changes=changes,
        is_asked_anew=is_asked_anew,
        **calendar,
    )


def reminder(request: TrainerRequest) -> Letter:
    return _letter("programme/trainer_requests/email/reminder.txt", request)


def released(request: TrainerRequest, **calendar: Any) -> Letter:
    """That they needn't come: the session is cancelled or gone, or is trained by others."""
    return _letter(
        "programme/trainer_requests/email/released.txt", request, entry_is_attached=bool(calendar), **calendar
    )


def declined(request: TrainerRequest, **calendar: Any) -> Letter:
    """That their no has arrived."""
    return _letter("programme/trainer_requests/email/declined.txt", request, **calendar)


def further_day(request: TrainerRequest, draft: EntryDraft, *, at: datetime) -> Letter:
    """The entry of one more day, or what takes it out."""
    method, number, (starts, _) = draft
    return _letter(
        "programme/trainer_requests/email/further_day.txt",
        request,
        number=number,
        starts_at=datetime.fromisoformat(starts),
        is_taken_out=method == "CANCEL",
        **calendar(request, draft, at=at),
    )


def told_the_office(request: TrainerRequest, session: TrainingSession, *, had_said_yes: bool) -> Letter:
    """A trainer can't, and why if they said so."""
    return compose(
        "programme/trainer_requests/email/told_the_office.txt",
        request=request,
        session=session,
        had_said_yes=had_said_yes,
        page=url(f"/manage/sessions/{session.id}"),
    )


def calendar(request: TrainerRequest, draft: EntryDraft | None, *, at: datetime) -> dict[str, Any]:
    """What goes into a letter that carries an entry."""
    if draft is None:
        return {}
    method, number, (starts, ends) = draft
    told, session = request.told or {}, request.session
    where = session.location if session else told.get("Where", "")
    entry = calendars.Entry(
        uid=f"{request.about}-day-{number}@coursebook",
        sequence=request.letters,
        title=f"Train: {session.title if session else request.title}",
        starts_at=datetime.fromisoformat(starts),
        ends_at=datetime.fromisoformat(ends),
        where=where if method == "CANCEL" or not session else session.joining_link or where,
        words=f"The sessions you train: {url('/sessions-to-train')}",
        organizer=request.organizer,
    )
    written = calendars.write([entry], method=method, at=at, organizer=organizer(), attendee=request.trainer.email)
    return {"calendar": written, "calendar_method": method}


def organizer() -> str:
    """Who sends calendar entries now; a request keeps whom its first one came from."""
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]


def _letter(template: str, request: TrainerRequest, **values: Any) -> Letter:
    session = request.session
    return compose(
        template,
        request=request,
        session=session,
        told=request.told or {},
        title=session.title if session else request.title,
        trainer=request.trainer,
        others=[each for each in session.trainers if each is not request.trainer] if session else [],
        secrets={"answer_link": Secret(PURPOSE, request.id, request.version)},
        **values,
    )
