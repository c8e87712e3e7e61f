"""Kinds of letters, what can be asked of the outbox, and what isn't sent to an address that mail comes back from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.notifications.models import LetterKind, MessageState


class SessionLetters(NamedTuple):
    """What a session is called, and the records that letters about it are about."""

    title: str
    abouts: list[str]


@dataclass(frozen=True)
class AskedMessages:
    """Which messages: all that isn't said is any. `words` stand in the subject, or in whom it goes to; the dates are
    those of writing, both included; `abouts` are the records it may be about."""

    state: MessageState | None = None
    kind: LetterKind | None = None
    words: str = ""
    since: date | None = None
    until: date | None = None
    abouts: Sequence[str] | None = None


NOT_SENT_TO_FLAGGED = frozenset(
    {
        LetterKind.REMINDER,
        LetterKind.SINGLE_AGENCY_REMINDER,
        LetterKind.BEFORE_QUESTIONNAIRE,
        LetterKind.AFTER_QUESTIONNAIRE,
        LetterKind.LATER_QUESTIONNAIRE,
        LetterKind.MANAGER_QUESTIONNAIRE,
        LetterKind.LUNCHTIME,
        LetterKind.NEW_DATE,
        LetterKind.AGENCY_FIGURES,
    }
)
"""Reminders, questionnaires and what a subscription brings: repeated by jobs, with nobody waiting for it.

All else goes out: codes, confirmations, what changed, joining details, what is asked about a charge. Somebody may have
put the address right meanwhile, and nobody should miss a place or a deadline because of one mail that came back.
"""

WHY_NOT_SENT = "Not sent: mail to this address came back. Once it works again, this can be sent again."

WORDS: dict[LetterKind, str] = {
    LetterKind.SIGN_IN: "Codes and links to sign in",
    LetterKind.SIGN_IN_CHANGED: "News of how somebody signs in",
    LetterKind.STAFF_INVITATION: "Invitations to colleagues",
    LetterKind.SET_UP_LINK: "Links to set Coursebook up",
    LetterKind.SET_UP_CODE: "Codes to set Coursebook up",
    LetterKind.NEW_ADDRESS: "Codes and links for a new e-mail address",
    LetterKind.NEW_ADDRESS_TO_CONFIRM: "New e-mail addresses to confirm, to the training team",
    LetterKind.ADDRESS_CHANGED: "News of a changed e-mail address",
    LetterKind.SUBSCRIBE: "Links to confirm a subscription",
    LetterKind.LUNCHTIME: "Invitations to lunchtime sessions",
    LetterKind.NEW_DATE: "New dates of a course",
    LetterKind.AGENCY_FIGURES: "An agency’s figures of a quarter",
    LetterKind.CONFIRM_ADDRESS: "Codes and links to confirm a booking",
    LetterKind.CONFIRMED: "Confirmations of a booking",
    LetterKind.CONFIRMED_TOGETHER: "Confirmations of several bookings at once",
    LetterKind.WITHDRAWN: "Withdrawals",
    LetterKind.SUBSTITUTED: "Places given to a colleague",
    LetterKind.WAITING: "Places on a waiting list",
    LetterKind.OFFERED: "Offers of a place",
    LetterKind.OFFER_OVER: "Offers that are over",
    LetterKind.TAKEN_OFF_LIST: "Taken off a waiting list",
    LetterKind.CHANGED: "Changed sessions",
    LetterKind.CHANGED_IN_LINE: "Changed sessions, to those waiting",
    LetterKind.DAYS_FALLEN_AWAY: "Days that a session lost",
    LetterKind.CANCELLED_BY_US: "Cancelled sessions",
    LetterKind.CALENDAR_DAY: "Calendar entries of a second or later day",
    LetterKind.FROM_THE_OFFICE: "Messages that the office wrote",
    LetterKind.JOINING_DETAILS: "Joining details",
    LetterKind.REMINDER: "Reminders of a session",
    LetterKind.WEEK_DAY: "Letters of a Learning Week",
    LetterKind.HELD_PLACES: "Places held without names, to agency leads",
    LetterKind.MANAGER_BOOKING: "Bookings, to line managers",
    LetterKind.MANAGER_WITHDRAWAL: "Withdrawals, to line managers",
    LetterKind.MANAGER_NON_ATTENDANCE: "Absences, to line managers",
    LetterKind.BELOW_MINIMUM: "Sessions that too few have booked, to the training team",
    LetterKind.REGISTERS_OUTSTANDING: "Registers to close, to the training team",
    LetterKind.REASON: "Questions why somebody didn’t come",
    LetterKind.REASON_MANAGER: "Questions why somebody didn’t come, to line managers",
    LetterKind.SINGLE_AGENCY_ASKED: "Questions what an agency trained itself",
    LetterKind.SINGLE_AGENCY_REMINDER: "Reminders of a return on single-agency training",
    LetterKind.SINGLE_AGENCY_ACCEPTED: "News of a return that is accepted",
    LetterKind.BEFORE_QUESTIONNAIRE: "Questionnaires before a course",
    LetterKind.AFTER_QUESTIONNAIRE: "Questionnaires after a course",
    LetterKind.LATER_QUESTIONNAIRE: "Questionnaires some months later",
    LetterKind.MANAGER_QUESTIONNAIRE: "Questionnaires to line managers",
    LetterKind.CERTIFICATE: "Certificates",
    LetterKind.CERTIFICATE_WITHDRAWN: "Certificates taken back",
    LetterKind.TRANSFERRED: "Moves to another date",
    LetterKind.REFRESHER_DUE: "Refreshers that are due",
    LetterKind.TRAINER_ASKED: "Questions whether somebody can train",
    LetterKind.TRAINER_CONFIRMED: "Confirmations, to trainers",
    LetterKind.TRAINER_CHANGED: "Changed sessions, to trainers",
    LetterKind.TRAINER_RELEASED: "Sessions that a trainer needn’t come to",
    LetterKind.TRAINER_REMINDER: "Reminders, to trainers",
    LetterKind.TRAINER_DAY: "Calendar entries of a second or later day, to trainers",
    LetterKind.TRAINER_DECLINED: "Trainers who can’t, to the training team",
    LetterKind.TRAINER_REGISTER: "Registers, to trainers",
    LetterKind.TEST: "Test messages",
    LetterKind.MAIL_CAME_BACK: "News of mail that came back, to the training team",
}


def in_words(kind: LetterKind) -> str:
    """What the office calls letters of a kind."""
    return WORDS.get(kind) or kind.replace("-", " ").capitalize()
