"""Trainers asked, told and reminded by mail, and their answers.

Nobody calls this when a trainer is put on a session, taken off or confirmed, or when a session is moved or cancelled:
the job compares who is wanted with what was told, so that what is imported or copied is covered as well.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import User
from app.accounts.people import queries as people
from app.audit import services as audit
from app.audit.models import Verb
from app.core.changes import in_batches
from app.core.database import advisory_lock, command, db
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_queued
from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession
from app.programme.models_trainers import TrainerAnswer, TrainerRequest
from app.programme.refusals import TrainerNotAsked, TrainerRequestIsOver
from app.programme.trainer_requests import emails, queries, rules
from app.programme.trainer_requests.rules import NextLetter, TrainerOnSession
from app.programme.trainers import services as trainers
from app.settings import queries as settings
from app.settings.rules_trainers import TrainerMail

TO_THEM = (
    LetterKind.TRAINER_ASKED,
    LetterKind.TRAINER_CONFIRMED,
    LetterKind.TRAINER_CHANGED,
    LetterKind.TRAINER_REMINDER,
)


def keep_trainers_told(*, at: datetime) -> int:
    """Everybody wanted on a session to come has been asked, and knows how it stands. Returns how many letters went."""
    mail = settings.current(TrainerMail)
    let_go = sum(_let_go(some, at=at) for some in in_batches(queries.let_go(at=at)))
    return let_go + sum(_tell(some, mail, at=at) for some in in_batches(queries.to_tell(mail, at=at)))


@command
def _tell(session_ids: list[int], mail: TrainerMail, *, at: datetime) -> int:
    advisory_lock("trainer requests")
    return sum(_write_what_is_next(of, mail, at=at) for of in queries.on_sessions(session_ids, at=at))


def _write_what_is_next(of: TrainerOnSession, mail: TrainerMail, *, at: datetime) -> bool:
    letter = rules.next_letter(of, mail, at=at)
    if letter is NextLetter.NONE and (of.request is None or of.request.ended_at):
        return False
    request = _request_of(of)
    if letter is not NextLetter.NONE:
        _WRITE[letter](of, request, at)
    if rules.is_time_to_remind(of, mail, at=at):
        request.reminded_for = of.session.starts_at
    _note_as_told(request, of.session)
    return letter is not NextLetter.NONE


@command
def ask(session: TrainingSession, trainer: Trainer, *, by: User, at: datetime) -> None:
    """Ask them now: of a draft, or once more after a no. Raises TrainerNotAsked or TrainerRequestIsOver."""
    advisory_lock("trainer requests")
    of = queries.of_trainer_on(session, trainer)
    if of is None or not trainer.email:
        raise TrainerNotAsked
    if session.has_started(at) or session.is_cancelled or of.is_confirmed:
        raise TrainerRequestIsOver
    request = _request_of(of)
    _ask(of, request, at)
    _note_as_told(request, session)
    audit.write(Verb.ASKED_TRAINER, session, by=by, at=at, trainer=trainer.id)


@command
def answer(request: TrainerRequest, said: TrainerAnswer, *, words: str = "", version: int, at: datetime) -> None:
    """By the trainer, by the link of their mail. The office hears of a no. Raises TrainerRequestIsOver.

    They may change their mind until the session starts.
    """
    advisory_lock("trainer requests")
    db.session.refresh(request)
    session, trainer = request.session, request.trainer
    is_wanted = session and request.can_be_answered(at) and request.version == version and trainer in session.trainers
    if session is None or not is_wanted:
        raise TrainerRequestIsOver
    was_accepted, is_as_before = request.is_accepted, request.answer is said
    request.say(said, words, at)
    if said is TrainerAnswer.ACCEPTED:
        trainers.confirm_trainer(session, trainer, by=trainer.user, at=at)
        audit.write(Verb.AGREED_TO_TRAIN, session, by=trainer.user, at=at, trainer=trainer.id)
    else:
        if was_accepted or trainer in session.confirmed_trainers:
            trainers.back_to_asked(session, trainer, by=trainer.user, at=at)
        audit.write(Verb.DECLINED_TO_TRAIN, session, by=trainer.user, at=at, trainer=trainer.id)
    if is_as_before:
        return
    if said is TrainerAnswer.ACCEPTED:
        _mail_with_entries(request, emails.confirmed, kind=LetterKind.TRAINER_CONFIRMED, at=at)
        _note_as_told(request, session)
    else:
        _take_out_of_calendar(request, at=at)
        _tell_the_office(request, session, had_said_yes=was_accepted, at=at)


@command
def note_agreed_elsewhere(session: TrainingSession, *, by: User, at: datetime) -> None:
    """For a session brought over from another tool: its trainers agreed there, so nobody asks them. Nothing is posted.

    Whoever was asked here already answers as they would have.
    """
    advisory_lock("trainer requests")
    for trainer in session.trainers:
        of = queries.of_trainer_on(session, trainer)
        if of is None or of.request is not None:
            continue
        request = _request_of(of)
        request.title = session.title
        request.say(TrainerAnswer.ACCEPTED, "", at)
        if not of.is_confirmed:
            trainers.confirm_trainer(session, trainer, by=by, at=at)


def forget_agreed_elsewhere(session: TrainingSession) -> None:
    """Of a session that goes as if it had never come over: whom nobody has written to hears nothing of it."""
    untold = (TrainerRequest.session_id == session.id, TrainerRequest.letters == 0)
    db.session.execute(delete(TrainerRequest).where(*untold))


def note_register_sent(request: TrainerRequest) -> None:
    """For whoever sends registers: it went out for the session as it stands."""
    request.register_sent_for = request.session.starts_at if request.session else None


def _request_of(of: TrainerOnSession) -> TrainerRequest:
    if of.request:
        return of.request
    made = TrainerRequest(session=of.session, trainer=of.trainer, letters=0, version=1, entries=[])
    db.session.add(made)
    db.session.flush()
    return made


def _note_as_told(request: TrainerRequest, session: TrainingSession) -> None:
    request.title, request.told = session.title, rules.when_and_where(session)
    request.seen_change = session.changed_at


def _ask(of: TrainerOnSession, request: TrainerRequest, at: datetime) -> None:
    request.ask(at)
    _mail(request, emails.asked(request), kind=LetterKind.TRAINER_ASKED, at=at)


def _confirm(of: TrainerOnSession, request: TrainerRequest, at: datetime) -> None:
    """The office noted their yes."""
    request.say(TrainerAnswer.ACCEPTED, "", at)
    _mail_with_entries(request, emails.confirmed, kind=LetterKind.TRAINER_CONFIRMED, at=at)


def _change(of: TrainerOnSession, request: TrainerRequest, at: datetime) -> None:
    """A yes was to the time as it was: they are asked anew where that changed."""
    changes = rules.news_of(of.session, request)
    is_asked_anew = request.is_accepted and rules.has_moved(changes)
    had_said_yes = request.is_accepted
    if is_asked_anew:
        trainers.back_to_asked(of.session, of.trainer, by=None, at=at)
        request.ask(at)
    if had_said_yes:
        _mail_with_entries(
            request,
            lambda request, **calendar: emails.changed(request, changes, is_asked_anew=is_asked_anew, **calendar),
            kind=LetterKind.TRAINER_CHANGED,
            at=at,
        )
    else:
        _mail(request, emails.changed(request, changes), kind=LetterKind.TRAINER_CHANGED, at=at)


def _chase(of: TrainerOnSession, request: TrainerRequest, at: datetime) -> None:
    request.asked_again_at = at
    _mail(request, emails.asked_again(request), kind=LetterKind.TRAINER_ASKED, at=at)


def _remind(of: TrainerOnSession, request: TrainerRequest, at: datetime) -> None:
    _mail(request, emails.reminder(request), kind=LetterKind.TRAINER_REMINDER, at=at)


_WRITE: dict[NextLetter, Callable[[TrainerOnSession, TrainerRequest, datetime], None]] = {
    NextLetter.ASK: _ask,
    NextLetter.CONFIRM: _confirm,
    NextLetter.CHANGE: _change,
    NextLetter.CHASE: _chase,
    NextLetter.REMIND: _remind,
}


@command
def _let_go(request_ids: list[int], *, at: datetime) -> int:
    """They aren't wanted any more, and are told so; not where they said no, or never heard of it."""
    advisory_lock("trainer requests")
    told = 0
    for request in queries.requests(request_ids):
        withdrawn = withdraw_queued(about=request.about, kinds=TO_THEM)
        withdraw_queued(about=request.about, kinds=(LetterKind.TRAINER_DAY, LetterKind.TRAINER_REGISTER))
        knows = request.told is not None and (request.letters > withdrawn or not request.letters)
        if knows and not request.is_declined and request.trainer.email:
            _mail_with_entries(request, emails.released, kind=LetterKind.TRAINER_RELEASED, at=at, method="CANCEL")
            told += 1
        request.end(at)
    return told


def _take_out_of_calendar(request: TrainerRequest, *, at: datetime) -> None:
    """What they said no to. It says that their answer has arrived, too."""
    _mail_with_entries(request, emails.declined, kind=LetterKind.TRAINER_RELEASED, at=at, method="CANCEL")


def _mail(request: TrainerRequest, letter: Letter, *, kind: LetterKind, at: datetime) -> None:
    request.letters += 1
    post(
        letter,
        kind=kind,
        about=request.about,
        occurrence=str(request.letters),
        to_email=request.trainer.email,
        to_name=request.trainer.name,
        at=at,
        stale_at=request.session.ends_at if request.session else None,
    )


def _mail_with_entries(
    request: TrainerRequest, compose: Callable[..., Letter], *, kind: LetterKind, at: datetime, method: str = "REQUEST"
) -> None:
    """The letter with the entry of the first day, and a short one for each further day, and for each that fell away:
    a calendar takes one entry from a mail."""
    before, session = request.entries, request.session
    is_request = method == "REQUEST" and session is not None
    now = (
        [[day.starts_at.isoformat(), day.ends_at.isoformat()] for day in session.days] if session and is_request else []
    )
    request.entries = now
    drafts = [("REQUEST", number, entry) for number, entry in enumerate(now, start=1)]
    drafts += [("CANCEL", number, entry) for number, entry in enumerate(before, start=1) if number > len(now)]
    if drafts:
        request.organizer = request.organizer or emails.organizer()
    request.letters += 1
    first, further = (drafts[0] if drafts else None), drafts[1:]
    post(
        compose(request, **emails.calendar(request, first, at=at)),
        kind=kind,
        about=request.about,
        occurrence=str(request.letters),
        to_email=request.trainer.email,
        to_name=request.trainer.name,
        at=at,
    )
    for draft in further:
        post(
            emails.further_day(request, draft, at=at),
            kind=LetterKind.TRAINER_DAY,
            about=request.about,
            occurrence=f"{request.letters}-{draft[1]}",
            to_email=request.trainer.email,
            to_name=request.trainer.name,
            at=at,
        )


def _tell_the_office(request: TrainerRequest, session: TrainingSession, *, had_said_yes: bool, at: datetime) -> None:
    letter = emails.told_the_office(request, session, had_said_yes=had_said_yes)
    for officer in people.training_team():
        post(
            letter,
            kind=LetterKind.TRAINER_DECLINED,
            about=request.about,
            occurrence=f"{request.letters}-{officer.id}",
            to_email=officer.email,
            to_name=officer.name,
            at=at,
        )
