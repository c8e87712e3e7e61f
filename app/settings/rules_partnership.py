"""Who the partnership is: its name and contact, how its pages look, and whom its mail is from."""

import re
from dataclasses import dataclass
from typing import ClassVar

from app.settings.rules import SettingsGroup, setting

_ASKS_TO_TELEPHONE = re.compile(r"\b(write or )?(telephone) (us|them|the training team)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PartnershipDetails(SettingsGroup):
    """Its name, and how to reach the training team. What is empty is left out wherever it would stand."""

    NAME: ClassVar[str] = "partnership"
    TITLE: ClassVar[str] = "Name and contact"

    name: str = setting("Name", "Safeguarding Children Partnership")
    address: str = setting("Address")
    telephone: str = setting("Telephone")
    mailbox: str = setting("Mailbox")
    hours: str = setting("Hours")

    @property
    def reached_by(self) -> list[str]:
        """The telephone number and the mailbox, as far as they are set."""
        return [each for each in (self.telephone, self.mailbox) if each]

    def told(self, words: str) -> str:
        """Words with the number behind every "telephone us", or "write to us at" the mailbox where there is no number.

        The one place where that is done, for pages, refusals and mail alike. Without either the words stay as they are.
        """
        return _ASKS_TO_TELEPHONE.sub(self._asked, words) if self.reached_by else words

    def _asked(self, found: re.Match[str]) -> str:
        or_write, verb, whom = found.groups()
        if not self.telephone:
            return f"{'W' if (or_write or verb)[0].isupper() else 'w'}rite to {whom} at {self.mailbox}"
        asks = f"{verb} {whom} on {self.telephone}"
        if or_write and self.mailbox:
            return f"{or_write.removesuffix('or ')}to {whom} at {self.mailbox} or {asks}"
        return f"{or_write or ''}{asks}"


@dataclass(frozen=True)
class Appearance(SettingsGroup):
    """The head of every page: its colour, that of the words on it, and the partnership's logo."""

    NAME: ClassVar[str] = "appearance"
    TITLE: ClassVar[str] = "Logo and colour"

    header_colour: str = setting("Header colour", "#0f5257")
    words_on_it: str = setting("Words on the header", "white")
    logo_stored_as: str = setting("Logo, kept as")
    logo_media_type: str = setting("Kind of logo")
    logo_words: str = setting("Logo in words")

    @property
    def ink(self) -> str:
        """The colour of the words on the header."""
        return "#ffffff" if self.words_on_it == "white" else "#000000"


@dataclass(frozen=True)
class MailSender(SettingsGroup):
    """Whom mail is from. Its address is the server's to say: MAIL_DEFAULT_SENDER."""

    NAME: ClassVar[str] = "sender"
    TITLE: ClassVar[str] = "Whom mail is from"

    sender_name: str = setting("Sender’s name")
    reply_to: str = setting("Replies go to")
