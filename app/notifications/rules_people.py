"""What the outbox holds about people. A message's row stays: its key makes a second sending impossible."""

from app.notifications.models import WAITING, LetterKind, Message, MessageState
from app.notifications.models_pausing import MailPause
from app.notifications.models_subscriptions import BY_ROLE, Subscription
from app.notifications.models_undeliverable import UndeliverableAddress
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable

_ABOUT_OTHERS = frozenset(
    {
        *(LetterKind.MANAGER_BOOKING, LetterKind.MANAGER_WITHDRAWAL, LetterKind.MANAGER_NON_ATTENDANCE),
        *(LetterKind.MANAGER_QUESTIONNAIRE, LetterKind.REASON_MANAGER),
        *(LetterKind.MAIL_CAME_BACK, LetterKind.BELOW_MINIMUM, LetterKind.REGISTERS_OUTSTANDING),
    }
)
"""Letters that name other people than their reader."""


def subject_for_reader(message: Message) -> str:
    """Left out where it would name somebody else."""
    return "" if message.kind in _ABOUT_OTHERS else message.masked_subject()


def words_for_reader(message: Message) -> str:
    return "Left out: they name other people." if message.kind in _ABOUT_OTHERS else message.masked_text()


_STAYS = {
    "key": "makes a second sending impossible; it holds numbers",
    "subject_key": "a number",
    "calendar_method": "says what the calendar entry does",
    "trace": "the number of a request",
    "lease_owner": "the name of a process",
}
_WORDS = ("to_name", "subject", "text", "secrets", "calendar")

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Message,
        title="E-mails received",
        address="to_email",
        addresses=("to_email",),
        empties=_WORDS,
        redacts=("last_error",),
        keeps=_STAYS,
        shows=("kind", "to_email", "to_name", "state", "created_at", "sent_at"),
        beside={"Subject": subject_for_reader, "Words": words_for_reader},
    ),
    PersonalTable(
        model=Message,
        title="E-mails to others about them",
        where=lambda subject: Message.subject_key.in_(subject.records),
        addresses=("to_email",),
        empties=_WORDS,
        redacts=("last_error",),
        shows=("kind", "state", "created_at", "sent_at"),
    ),
    Forgotten(
        kind="letters_months",
        what="e-mails",
        model=Message,
        due=lambda before: (Message.created_at < before) & Message.state.not_in((*WAITING, MessageState.SENDING)),
        addresses=("to_email",),
        empties=("to_name", "subject", "text", "calendar"),
        redacts=("last_error",),
    ),
    PersonalTable(
        model=Subscription,
        title="Subscriptions",
        address="email",
        addresses=("email",),
        empties=("name",),
        keeps={"topic": "what was subscribed to"},
    ),
    Forgotten(
        kind="subscriptions_months",
        what="subscriptions that ended or were never confirmed",
        model=Subscription,
        due=lambda before: (
            ((Subscription.ended_at < before) & ~Subscription.topic.startswith(BY_ROLE))
            | (Subscription.confirmed_at.is_(None) & (Subscription.created_at < before))
        ),
        addresses=("email",),
        empties=("name",),
    ),
    PersonalTable(
        model=UndeliverableAddress,
        title="Address that mail came back from",
        address="email",
        goes=True,
        keeps={"words": "goes with its row"},
        actors=("cleared_by_id",),
    ),
    Forgotten(
        kind="bounces_months",
        what="addresses that mail came back from",
        model=UndeliverableAddress,
        due=lambda before: UndeliverableAddress.flagged_at < before,
        goes=True,
    ),
    ImpersonalTable(model=MailPause, because="about all mail at once", actors=("started_by_id",)),
)
