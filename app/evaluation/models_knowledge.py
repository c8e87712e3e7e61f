"""The bank of knowledge items: what can be right or wrong, asked before and after, in versions."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.evaluation.refusals import ItemChoicesUnclear, NothingIsRight

FEWEST_CHOICES, MOST_CHOICES = 2, 6


class ItemKind(StrEnum):
    """How an item is answered; the values are those of the questions that ask it."""

    ONE_OF = "one of several"
    SEVERAL_OF = "several of several"
    ORDER = "in order"

    @property
    def words(self) -> str:
        """As the office chooses it."""
        return {
            ItemKind.ONE_OF: "One right answer",
            ItemKind.SEVERAL_OF: "Several right answers",
            ItemKind.ORDER: "Steps to be put in order",
        }[self]


class KnowledgeItem(Base):
    """One thing to be known. Two items that are parallel ask the same in other words or with another case.

    Of parallel items one is the first, and the others name it.
    """

    __tablename__ = "knowledge_item"

    topic: Mapped[str] = mapped_column(String(120))
    parallel_to_id: Mapped[int | None] = mapped_column(ForeignKey("knowledge_item.id"), index=True)
    retired_at: Mapped[datetime | None]

    parallel_to: Mapped["KnowledgeItem | None"] = relationship(remote_side="KnowledgeItem.id")
    versions: Mapped[list["KnowledgeItemVersion"]] = relationship(
        order_by="KnowledgeItemVersion.version", lazy="selectin", back_populates="item"
    )

    @property
    def current(self) -> "KnowledgeItemVersion":
        """What is asked from now on."""
        return self.versions[-1]

    @property
    def thing_known(self) -> int:
        """The same for all parallel items: answers before and after are matched by it."""
        return self.parallel_to_id or self.id


class KnowledgeItemVersion(Base):
    """The words of an item, its choices in the order in which they are shown, and which are right.

    `right` holds the numbers of the right choices, from 1; of steps to be put in order, all of them in the right order.
    A version is never changed: what was answered is scored by the words that were read.
    """

    __tablename__ = "knowledge_item_version"
    __table_args__ = (UniqueConstraint("item_id", "version"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("knowledge_item.id"))
    version: Mapped[int]
    kind: Mapped[ItemKind]
    vignette: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text)
    options: Mapped[list[str]] = mapped_column(JSON)
    right: Mapped[list[int]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    item: Mapped[KnowledgeItem] = relationship(back_populates="versions", lazy="joined", innerjoin=True)

    @property
    def choices(self) -> dict[int, str]:
        return dict(enumerate(self.options, start=1))

    @property
    def right_choices(self) -> list[str]:
        """Their words; of steps, all of them in the right order."""
        return [self.choices[number] for number in self.right]

    def is_right(self, chosen: Sequence[int]) -> bool:
        """All of it or nothing: of several, each right choice and no other; of steps, each in its place."""
        return list(chosen) == self.right if self.kind is ItemKind.ORDER else sorted(chosen) == sorted(self.right)

    def must_be_clear(self) -> None:
        """Raises ItemChoicesUnclear or NothingIsRight."""
        if not FEWEST_CHOICES <= len({option.casefold() for option in self.options}) == len(self.options):
            raise ItemChoicesUnclear
        if len(self.options) > MOST_CHOICES:
            raise ItemChoicesUnclear
        if not self.right or (self.kind is ItemKind.ONE_OF and len(self.right) != 1):
            raise NothingIsRight
