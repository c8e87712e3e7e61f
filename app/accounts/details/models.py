"""A person's way from one address to another."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import AddressProof, User
from app.core.database import Base

_stands = text("done_at IS NULL AND given_up_at IS NULL")


class End(StrEnum):
    """Of a change: the address that is left, and the one that is taken."""

    OLD = "old"
    NEW = "new"


class AddressChange(Base):
    """Somebody's wish for another address. It comes true once both are proved, or with the office's word.

    `office_asked_at` is when they said that the old mailbox is gone. What the office corrects by itself is done at
    once; `vouch_words` say who asked and why.
    """

    __tablename__ = "address_change"
    __table_args__ = (
        CheckConstraint(
            "done_at IS NULL OR vouched_by_id IS NOT NULL OR (old_proved_at IS NOT NULL AND new_proved_at IS NOT NULL)",
            name="done_with_proof",
        ),
        CheckConstraint("done_at IS NULL OR given_up_at IS NULL", name="done_or_given_up"),
        Index(
            "uq_address_change_one_that_stands",
            "user_id",
            unique=True,
            sqlite_where=_stands,
            postgresql_where=_stands,
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    old_email: Mapped[str] = mapped_column(String(254), index=True)
    new_email: Mapped[str] = mapped_column(String(254))
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    old_proof_id: Mapped[int | None] = mapped_column(ForeignKey("address_proof.id", ondelete="SET NULL"), unique=True)
    new_proof_id: Mapped[int | None] = mapped_column(ForeignKey("address_proof.id", ondelete="SET NULL"), unique=True)
    old_proved_at: Mapped[datetime | None]
    new_proved_at: Mapped[datetime | None]
    office_asked_at: Mapped[datetime | None]
    vouched_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    vouch_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id)
    old_proof: Mapped[AddressProof | None] = relationship(foreign_keys=old_proof_id)
    new_proof: Mapped[AddressProof | None] = relationship(foreign_keys=new_proof_id)

    @property
    def person_concerned_id(self) -> int:
        return self.user_id

    @property
    def stands(self) -> bool:
        return self.done_at is None and self.given_up_at is None

    def proof_of(self, end: End) -> AddressProof | None:
        return self.old_proof if end is End.OLD else self.new_proof

    def is_proved(self, end: End) -> bool:
        return (self.old_proved_at if end is End.OLD else self.new_proved_at) is not None

    def end_of(self, proof: AddressProof) -> End:
        return End.OLD if proof.id == self.old_proof_id else End.NEW

    def mark_proved(self, end: End, at: datetime) -> None:
        if end is End.OLD:
            self.old_proved_at = at
        else:
            self.new_proved_at = at

    @property
    def is_proved_at_both_ends(self) -> bool:
        return self.is_proved(End.OLD) and self.is_proved(End.NEW)

    @property
    def waits_for_the_office(self) -> bool:
        return self.stands and self.office_asked_at is not None
