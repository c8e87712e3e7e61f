"""When mail is better held back, and what its kinds are called on a page."""

from datetime import datetime, timedelta

from app.notifications.models import LetterKind
from app.notifications.pausing.models import PauseReason

LONG = timedelta(hours=24)
"""Off for as long as this, and nobody knows any more what is about to leave."""

BECAUSE: dict[PauseReason, str] = {
    PauseReason.RESTORED: "Coursebook was restored from a backup",
    PauseReason.DOWNTIME: "Coursebook was off for a long time",
    PauseReason.OFFICE: "somebody of the training team held it back",
}

WORDS: dict[LetterKind, str] = {
    LetterKind.SIGN_IN: "Codes and links to sign in",
    LetterKind.SIGN_IN_CHANGED: "News of how somebody signs in",
    LetterKind.SUBSCRIBE: "Links to confirm a subscription",
    LetterKind.LUNCHTIME: "Invitations to lunchtime sessions",
    LetterKind.NEW_DATE: "New dates of a course",
    LetterKind.CONFIRM_ADDRESS: "Codes and links to confirm a booking",
    LetterKind.CONFIRMED: "Confirmations of a booking",
    LetterKind.CONFIRMED_TOGETHER: "Confirmations of several bookings at once",
    LetterKind.WITHDRAWN: "Withdrawals",
    LetterKind.SUBSTITUTED: "Places given to a colleague",
    LetterKind.WAITING: "Places on a waiting list",
    LetterKind.OFFERED: "Offers of a place",
    LetterKind.OFFER_OVER: "Offers that are over",
    LetterKind.CHANGED: "Changed sessions",
    LetterKind.CHANGED_IN_LINE: "Changed sessions, to those waiting",
    LetterKind.DAYS_FALLEN_AWAY: "Days that a session lost",
    LetterKind.CANCELLED_BY_US: "Cancelled sessions",
    LetterKind.FROM_THE_OFFICE: "Messages that the office wrote",
    LetterKind.JOINING_DETAILS: "Joining details",
    LetterKind.REMINDER: "Reminders of a session",
    LetterKind.WEEK_DAY: "Letters of a Learning Week",
    LetterKind.MANAGER_BOOKING: "Bookings, to line managers",
    LetterKind.MANAGER_WITHDRAWAL: "Withdrawals, to line managers",
    LetterKind.MANAGER_NON_ATTENDANCE: "Absences, to line managers",
    LetterKind.BELOW_MINIMUM: "Sessions that too few have booked, to the training team",
    LetterKind.REGISTERS_OUTSTANDING: "Registers to close, to the training team",
    LetterKind.REASON: "Questions why somebody didn’t come",
    LetterKind.REASON_MANAGER: "Questions why somebody didn’t come, to line managers",
    LetterKind.BEFORE_QUESTIONNAIRE: "Questionnaires before a course",
    LetterKind.AFTER_QUESTIONNAIRE: "Questionnaires after a course",
    LetterKind.LATER_QUESTIONNAIRE: "Questionnaires some months later",
    LetterKind.MANAGER_QUESTIONNAIRE: "Questionnaires to line managers",
    LetterKind.CERTIFICATE: "Certificates",
    LetterKind.CERTIFICATE_WITHDRAWN: "Certificates taken back",
    LetterKind.TEST: "Test messages",
    LetterKind.MAIL_CAME_BACK: "News of mail that came back, to the training team",
}


def in_words(kind: LetterKind) -> str:
    """What the office calls letters of a kind."""
    return WORDS.get(kind) or kind.replace("-", " ").capitalize()


def was_off_for_long(last_seen_at: datetime | None, oldest_due_at: datetime | None, at: datetime) -> bool:
    """Whether a worker that starts now had better show first what is due.

    It does when it was last seen a day ago or longer; one that was never seen has been off since the oldest letter
    became due. Where nothing is due there is nothing to show.
    """
    if oldest_due_at is None or oldest_due_at > at:
        return False
    return at - (last_seen_at or oldest_due_at) >= LONG
