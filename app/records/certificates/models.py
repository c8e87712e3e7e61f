"""Certificates."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.booking.models import Booking
from app.notifications.models_subjects import LetterSubject


class Certificate(LetterSubject):
    """That a person was at the whole of a session. Whoever holds its code can verify it.

    The office may release one without the post-course evaluation, and says why. One that no longer follows, because
    the register was corrected, is withdrawn; if it follows again, it stands again under the same code.
    `withdrawal_told_at` is when its holder was written to about that: empty while they never heard of it.
    That of an erased person is withdrawn for good: nobody is named on it any more.
    """

    __tablename__ = "certificate"
    ABOUT = "certificate-"

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    course_title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(60), default="")
    issued_at: Mapped[datetime]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    release_words: Mapped[str] = mapped_column(Text, default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawal_told_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    booking: Mapped[Booking] = relationship(lazy="joined", innerjoin=True)

    @property
    def person_concerned_id(self) -> int:
        return self.booking.practitioner_id

    @hybrid_property
    def is_valid(self) -> bool:
        return self.withdrawn_at is None

    @is_valid.inplace.expression
    @classmethod
    def _is_valid_in_sql(cls) -> ColumnElement[bool]:
        return cls.withdrawn_at.is_(None)

    @property
    def code_in_groups(self) -> str:
        """As it is printed and read out: KH4M-9TQC-W2XD."""
        return "-".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))

    def withdraw(self, at: datetime) -> None:
        """Its holder is told at once."""
        self.withdrawn_at = self.withdrawal_told_at = at

    def withdraw_for_good(self, at: datetime) -> None:
        """Its holder is erased, and told by no letter of ours."""
        self.withdrawn_at, self.erased_at = self.withdrawn_at or at, at

    def stand_again(self) -> None:
        self.withdrawn_at = None

    def release(self, words: str, *, by: User) -> None:
        """An officer answers for it, in place of the evaluation."""
        self.released_by_id, self.release_words, self.withdrawn_at = by.id, words, None
