"""A message as the mail that a server takes."""

from datetime import datetime
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr

from app.core.links import Secret
from app.notifications.emails import letter_look, sender
from app.notifications.models import Message
from app.settings import queries as settings
from app.settings.rules_partnership import MailSender, PartnershipDetails

MAIL_IS_MADE_OF = (
    Message.id,
    Message.priority,
    Message.trace,
    Message.created_at,
    Message.to_email,
    Message.to_name,
    Message.subject,
    Message.text,
    Message.secrets,
    Message.calendar,
    Message.calendar_method,
    Message.subscription_id,
)
"""All that `as_mail` reads of a message."""


def as_mail(message: Message, *, at: datetime) -> bytes:
    """The whole mail, links and codes included. Raises ValueError if it can't be written.

    Its Message-ID is the same at every attempt, and doesn't show the name of this machine.
    """
    mail, ours = _body(message), sender()
    mail["Subject"] = message.revealed_subject()
    mail["From"] = formataddr((_sender_name(), ours))
    if (answers := _reply_to()) and answers != ours:
        mail["Reply-To"] = answers
    mail["To"] = formataddr((message.to_name, message.to_email))
    mail["Date"] = format_datetime(at)
    mail["Auto-Submitted"] = "auto-generated"  # so that nobody's out-of-office reply comes back
    mail["Message-ID"] = f"<coursebook-{message.id}-{message.created_at:%Y%m%d%H%M%S}@{ours.rpartition('@')[2]}>"
    if message.subscription_id:
        mail["List-Unsubscribe"] = f"<{Secret('unsubscribe', message.subscription_id).reveal()}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail.as_bytes(policy=_OnTheWire(linesep="\r\n"))


def _sender_name() -> str:
    return settings.current(MailSender).sender_name or settings.current(PartnershipDetails).name


def _reply_to() -> str:
    """Where answers go: the address set for them, else the mailbox that pages name."""
    return settings.current(MailSender).reply_to or settings.current(PartnershipDetails).mailbox


def _body(message: Message) -> MIMEBase:
    """Plain text and HTML of the same words; with a calendar entry, that as well, the last as the richest."""
    either = MIMEMultipart("alternative")
    either.attach(MIMEText(message.revealed_text(), "plain", "utf-8"))
    either.attach(MIMEText(message.revealed_html(letter_look()), "html", "utf-8"))
    if not message.calendar:
        return either
    calendar = MIMEText(message.calendar, f"calendar; method={message.calendar_method}", "utf-8")
    whole = MIMEMultipart()
    if message.calendar_method == "PUBLISH":  # a file of many entries, which its reader opens and adds
        calendar.add_header("Content-Disposition", "attachment", filename="training.ics")
        whole.attach(either)
        whole.attach(calendar)
        return whole
    either.attach(calendar)
    whole.attach(either)
    return whole


class _OnTheWire(EmailPolicy):
    """The standard library's headers, but that a plain short one goes as it stands, and a link in one piece.

    Its parser takes as long as the server does, so it sees only what has to be folded or encoded, or refused.
    An address that is longer than a line it would write as encoded words, which no provider reads.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        is_plain = value.isascii() and value.isprintable()
        if is_plain and (len(f"{name}: {value}") <= 78 or name == "List-Unsubscribe"):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(*self.header_store_parse(name, value))

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value
