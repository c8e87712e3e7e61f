"""Asking for returns, reminding of them and reviewing them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.accounts.models import Agency, User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.clock import to_london
from app.core.database import advisory_lock, command, db
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_queued
from app.single_agency import emails, queries, rules
from app.single_agency.models import SingleAgencyReturn
from app.single_agency.refusals import AlreadyAsked, NobodyTicked, ReturnHasContent
from app.single_agency.rules import Contact


@command
def ask_agencies(
    asked: Sequence[tuple[Agency, Contact]], *, year: str, due_on: date, by: User, at: datetime
) -> list[SingleAgencyReturn]:
    """Ask each of these agencies for its return, by a letter with a personal link. Raises NobodyTicked or AlreadyAsked.

    All of them or none.
    """
    if not asked:
        raise NobodyTicked
    advisory_lock("single-agency returns")
    return [_ask(agency, contact, year=year, due_on=due_on, by=by, at=at) for agency, contact in asked]


def _ask(agency: Agency, contact: Contact, *, year: str, due_on: date, by: User, at: datetime) -> SingleAgencyReturn:
    if queries.return_of(agency.id, year):
        raise AlreadyAsked(f"{agency.name} has been asked for {year} already.")
    of_return = SingleAgencyReturn(
        agency=agency,
        year=year,
        contact_name=contact.name,
        contact_email=contact.email,
        due_on=due_on,
        asked_at=at,
        asked_by_id=by.id,
    )
    db.session.add(of_return)
    audit.write(Verb.ASKED_FOR_RETURN, of_return, by=by, at=at, agency=agency.name, year=year)
    _send_link(of_return, at=at)
    return of_return


@command
def change_contact(of_return: SingleAgencyReturn, contact: Contact, *, due_on: date, by: User, at: datetime) -> bool:
    """Somebody else is asked, or until another day. Another address gets the link, and the links before work no more.

    Returns whether the link was sent.
    """
    is_other = contact.email != of_return.contact_email
    before = {"contact": of_return.contact_name, "due_on": of_return.due_on.isoformat()}
    of_return.contact_name, of_return.contact_email, of_return.due_on = contact.name, contact.email, due_on
    after = {"contact": contact.name, "due_on": due_on.isoformat()}
    audit.write(Verb.CHANGED_RETURN_CONTACT, of_return, by=by, at=at, before=before, after=after)
    if is_other:
        of_return.link_version += 1
        _send_link(of_return, at=at)
    return is_other


@command
def send_link_again(of_return: SingleAgencyReturn, *, by: User, at: datetime) -> None:
    """The same link, once more."""
    audit.write(Verb.SENT_RETURN_LINK_AGAIN, of_return, by=by, at=at)
    _send_link(of_return, at=at, occurrence=_at(at))


@command
def take_off(of_return: SingleAgencyReturn, *, by: User, at: datetime) -> None:
    """An agency that needn't tell anything isn't asked after all. Raises ReturnHasContent."""
    if of_return.courses or not of_return.is_missing or of_return.sent_in_at:
        raise ReturnHasContent
    withdraw_queued(about=of_return.about)
    audit.write(Verb.TOOK_BACK_RETURN, of_return, by=by, at=at, agency=of_return.agency.name, year=of_return.year)
    db.session.delete(of_return)


@command
def accept(of_return: SingleAgencyReturn, *, by: User, at: datetime) -> None:
    """It counts from now on. Raises ReturnNotSentIn."""
    of_return.accept()
    _reviewed(of_return, "", by=by, at=at)
    audit.write(Verb.ACCEPTED_RETURN, of_return, by=by, at=at)
    _tell(of_return, emails.accepted(of_return), LetterKind.SINGLE_AGENCY_ACCEPTED, occurrence=_at(at), at=at)


@command
def ask_again(of_return: SingleAgencyReturn, words: str, *, due_on: date, by: User, at: datetime) -> None:
    """Something is missing or unclear: the agency changes its return and sends it in again. Raises ReturnNotSentIn."""
    of_return.ask_again()
    of_return.due_on = due_on
    of_return.reminded_on = to_london(at).date()  # it is a word about it: the next reminder comes after this day
    _reviewed(of_return, words, by=by, at=at)
    audit.write(Verb.ASKED_FOR_RETURN_AGAIN, of_return, by=by, at=at, words=words)
    _tell(of_return, emails.asked_again(of_return), LetterKind.SINGLE_AGENCY_ASKED, occurrence=_at(at), at=at)


def remind_of_returns(*, at: datetime) -> int:
    """One letter for each missing return whose reminder is due, each day's reminder once. Returns how many."""
    return _remind_all(at=at) if _to_remind(at) else 0


@command
def _remind_all(*, at: datetime) -> int:
    advisory_lock("single-agency returns")
    return sum(_remind(of_return, day, at=at) for of_return, day in _to_remind(at).items())


def _to_remind(at: datetime) -> Mapping[SingleAgencyReturn, date]:
    """Each return with the day whose reminder is due."""
    today = to_london(at).date()
    due = {
        of_return: rules.reminder_due(
            of_return.due_on,
            asked_on=to_london(of_return.asked_at).date(),
            reminded_on=of_return.reminded_on,
            today=today,
        )
        for of_return in queries.missing_returns()
    }
    return {of_return: day for of_return, day in due.items() if day}


def _remind(of_return: SingleAgencyReturn, day: date, *, at: datetime) -> bool:
    today = to_london(at).date()
    of_return.reminded_on = today
    letter = emails.reminder(of_return, is_late=of_return.is_late(today))
    return _tell(of_return, letter, LetterKind.SINGLE_AGENCY_REMINDER, occurrence=day.isoformat(), at=at)


def _reviewed(of_return: SingleAgencyReturn, words: str, *, by: User, at: datetime) -> None:
    of_return.review_words, of_return.reviewed_at, of_return.reviewed_by_id = words, at, by.id


def _send_link(of_return: SingleAgencyReturn, *, at: datetime, occurrence: str = "") -> None:
    db.session.flush()
    occurrence = occurrence or f"v{of_return.link_version}"
    _tell(of_return, emails.asked(of_return), LetterKind.SINGLE_AGENCY_ASKED, occurrence=occurrence, at=at)


def _tell(of_return: SingleAgencyReturn, letter: Letter, kind: LetterKind, *, occurrence: str, at: datetime) -> bool:
    """Whether it is queued now. It takes the place of whatever still waits about the return."""
    withdraw_queued(about=of_return.about)
    return post(
        letter,
        kind=kind,
        about=of_return.about,
        occurrence=occurrence,
        to_email=of_return.contact_email,
        to_name=of_return.contact_name,
        at=at,
    )


def _at(at: datetime) -> str:
    """What tells one letter of a kind from another."""
    return f"{at:%Y%m%d%H%M%S}"
