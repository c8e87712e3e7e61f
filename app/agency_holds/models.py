"""Places that an agency's lead holds without a name."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, and_, text
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency, User
from app.core.clock import to_london
from app.notifications.models_subjects import LetterSubject
from app.programme.models_sessions import TrainingSession

_stands = text("ended_at IS NULL")


class AgencyHold(LetterSubject):
    """So many places of a session, held for an agency until `last_day` is over: they count as taken.

    `places` are those without a name yet; each colleague booked by a lead of the agency uses one up. It has `ended_at`
    once all are named, it was let go, its last day is over or the session can't be booked any more. An agency has one
    that stands on a session.
    """

    ABOUT = "agency-hold-"
    __tablename__ = "agency_hold"
    __table_args__ = (
        CheckConstraint("places >= 0", name="places_not_negative"),
        Index(
            "uq_agency_hold_one_standing",
            "session_id",
            "agency_id",
            unique=True,
            sqlite_where=_stands,
            postgresql_where=_stands,
        ),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    places: Mapped[int]
    last_day: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    session: Mapped[TrainingSession] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
    made_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)

    @hybrid_method
    def stands(self, at: datetime) -> bool:
        """Its places are held now."""
        return self.ended_at is None and self.places > 0 and self.last_day >= to_london(at).date()

    @stands.expression
    @classmethod
    def _stands_in_sql(cls, at: datetime) -> ColumnElement[bool]:
        return cls.stands_on(to_london(at).date())

    @classmethod
    def stands_on(cls, today: date | ColumnElement[date]) -> ColumnElement[bool]:
        """SQL: the same by London's date."""
        return and_(cls.ended_at.is_(None), cls.places > 0, cls.last_day >= today)

    def use_one(self, at: datetime) -> None:
        """A colleague is named: with the last one it ends."""
        self.places -= 1
        if self.places == 0:
            self.ended_at = at

    def end(self, at: datetime) -> None:
        """What isn't named is free again."""
        self.ended_at = at
