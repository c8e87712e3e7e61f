"""What a message says: as its reader gets it, or without what would let another person act as the reader."""

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.links import Secret
from app.files.html_letters import LetterLook, as_html, as_plain


class MessageWords:
    """`secrets` are the links and codes of the text; the text holds {secret-0}, {secret-1} in their place, and is
    marked so that plain text and HTML are made of it."""

    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    secrets: Mapped[list[list[str | int]]] = mapped_column(JSON)

    def revealed_text(self) -> str:
        """The plain text as the reader gets it, links and codes included."""
        return as_plain(self._filled(self.text, reveal=True))

    def revealed_html(self, look: LetterLook) -> str:
        """The same words as HTML."""
        return as_html(self._filled(self.text, reveal=True), subject=self.revealed_subject(), look=look)

    def revealed_subject(self) -> str:
        return self._filled(self.subject, reveal=True)

    def masked_text(self) -> str:
        """The plain text without what would let another person act as the reader."""
        return as_plain(self._filled(self.text, reveal=False))

    def masked_html(self, look: LetterLook) -> str:
        return as_html(self._filled(self.text, reveal=False), subject=self.masked_subject(), look=look)

    def masked_subject(self) -> str:
        return self._filled(self.subject, reveal=False)

    def _filled(self, text: str, *, reveal: bool) -> str:
        for index, (purpose, record, version) in enumerate(self.secrets):
            secret = Secret(str(purpose), int(record), int(version))
            text = text.replace(f"{{secret-{index}}}", secret.reveal() if reveal else secret.mask())
        return text
