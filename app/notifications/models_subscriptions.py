"""Who wants to hear of what."""

from datetime import datetime

from sqlalchemy import ColumnElement, String, UniqueConstraint, and_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.notifications.models_subjects import LetterSubject
from app.notifications.refusals import SubscriptionEnded

BY_ROLE = "role-"
"""What such a topic brings goes to everybody of a role who hasn't stopped it: so it isn't forgotten that they have."""


class Subscription(LetterSubject):
    """An address, of a person or a mailing list, that wants to hear of a topic until it says otherwise.

    A topic is a higher room's word: "series-how-to", "course-12". Nothing is sent before the address is confirmed.
    """

    ABOUT = "subscription-"
    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("topic", "email"),)

    topic: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    is_list: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    @hybrid_property
    def stands(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None

    @stands.inplace.expression
    @classmethod
    def _stands_in_sql(cls) -> ColumnElement[bool]:
        return and_(cls.confirmed_at.is_not(None), cls.ended_at.is_(None))

    def start_again(self, at: datetime) -> None:
        """As if it were new: what it was confirmed by before doesn't count."""
        self.created_at, self.confirmed_at, self.ended_at = at, None, None

    def confirm(self, at: datetime) -> None:
        """Once; a second time changes nothing. Raises SubscriptionEnded."""
        if self.ended_at:
            raise SubscriptionEnded
        self.confirmed_at = self.confirmed_at or at
