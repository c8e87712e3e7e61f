"""What letters are about."""

from typing import ClassVar

from app.core.database import Base


class LetterSubject(Base):
    """A record that letters are about: what happens to it can withdraw what is queued about it."""

    __abstract__ = True
    ABOUT: ClassVar[str]

    @property
    def about(self) -> str:
        """The name by which its letters are known."""
        return f"{self.ABOUT}{self.id}"
