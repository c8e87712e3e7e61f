"""What isn't sent to an address that mail comes back from. The one place that says so."""

from app.notifications.models import LetterKind

NOT_SENT_TO_FLAGGED = frozenset(
    {
        LetterKind.REMINDER,
        LetterKind.BEFORE_QUESTIONNAIRE,
        LetterKind.AFTER_QUESTIONNAIRE,
        LetterKind.LATER_QUESTIONNAIRE,
        LetterKind.MANAGER_QUESTIONNAIRE,
        LetterKind.LUNCHTIME,
        LetterKind.NEW_DATE,
    }
)
"""Reminders, questionnaires and what a subscription brings: repeated by jobs, with nobody waiting for it.

All else goes out: codes, confirmations, what changed, joining details, what is asked about a charge. Somebody may have
put the address right meanwhile, and nobody should miss a place or a deadline because of one mail that came back.
"""

WHY_NOT_SENT = "Not sent: mail to this address came back. Once it works again, this can be sent again."
