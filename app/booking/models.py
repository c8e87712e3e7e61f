"""A booking: one practitioner's claim on one session, from hold to outcome."""

from datetime import datetime

from sqlalchemy import JSON, ColumnElement, ForeignKey, Index, String, Text, false, literal_column, or_, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from app.accounts.models import AddressProof, Agency, AgencyGroup, User
from app.booking.delegates import AcceptedTerms, BookingSnapshot
from app.booking.models_letters import ChangeLetter
from app.booking.models_life_cycle import LifeCycle
from app.booking.refusals import NotBooked, OfferOver, SessionStarted
from app.booking.states import CLAIMS
from app.core.changes import ChangeTracked
from app.core.links import Secret
from app.notifications.models_subjects import LetterSubject
from app.programme.models_sessions import TrainingSession
from app.programme.rules_working_days import NONE, Closed
from app.terms.models import Cause, ClosedDay, ManagerNews, Policy
from app.terms.policies.rules_costs import Costs, costs_of
from app.terms.policies.rules_deciding import Case, case_of, decide
from app.terms.policies.rules_notice import counts_as_late, free_until

_has_needs = text("(access_needs <> '' OR dietary_needs <> '')")
_live = text(f"state IN ({', '.join(repr(state.value) for state in CLAIMS)})")
_refills = text("refills_id IS NOT NULL")


class Booking(LifeCycle, ChangeTracked, LetterSubject):
    """Snapshots agency, team, role, manager and terms as they were: people move before month three.

    A walk-in is a booking that takes no place. `substitutes_id` is the colleague's booking that it replaces.
    `moved_at` is when we changed the date: from then on it can be withdrawn free of charge. `last_told` is when and
    where the session was by the last letter about it that went out. `confirmation_told_at` is when they were told
    that the place is theirs: empty again where that letter was taken back before it left. `joining_sent_for` and
    `reminded_for` are the start for which that mail went out. `promised_free_until` is what the terms gave on the day
    they were accepted: a day that the office closes later doesn't take it back. Nor does a change of the agency's
    group: `agency_group` is what it was then. `other_agency`, which somebody unproved typed, is none until the proof.
    `letters_wait` is true of what came over from another tool until the office says that its person may be told.
    `was_held` is true where the agency had held the place before it was known who comes: nobody was passed over.
    A new `link_version` revokes the links that were mailed. `organizer` sent the first calendar entry, so it sends all.
    `booked_by` is whoever else took the place for its person; none where it was they.
    """

    __tablename__ = "booking"
    ABOUT = "booking-"
    __table_args__ = (
        Index(
            "uq_booking_one_live_per_person",
            "session_id",
            "practitioner_id",
            unique=True,
            sqlite_where=_live,
            postgresql_where=_live,
        ),
        Index(None, "state", "held_until"),
        Index("ix_booking_needs_kept", "session_id", sqlite_where=_has_needs, postgresql_where=_has_needs),
        Index("ix_booking_refills", "session_id", sqlite_where=_refills, postgresql_where=_refills),
        Index(None, "session_id", "state", "outcome", "agency_id", postgresql_include=["id"]),  # all a report counts
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    practitioner_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)

    name: Mapped[str] = mapped_column(String(200))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    job_role: Mapped[str] = mapped_column(String(200), default="")
    manager_name: Mapped[str] = mapped_column(String(200), default="")
    manager_email: Mapped[str] = mapped_column(String(254), default="")
    has_no_manager: Mapped[bool] = mapped_column(default=False)
    team: Mapped[str] = mapped_column(String(200), default="", server_default="")
    access_needs: Mapped[str] = mapped_column(Text, default="")
    dietary_needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id"))
    terms_accepted_at: Mapped[datetime | None]
    promised_free_until: Mapped[datetime | None]
    agency_group: Mapped[AgencyGroup | None]
    other_agency: Mapped[str] = mapped_column(String(200), default="", server_default="")

    created_at: Mapped[datetime]
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("address_proof.id"))
    joining_sent_for: Mapped[datetime | None]
    reminded_for: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]
    last_told: Mapped[dict[str, str] | None] = mapped_column(JSON)
    confirmation_told_at: Mapped[datetime | None]
    letters_wait: Mapped[bool] = mapped_column(default=False, server_default=false())
    was_held: Mapped[bool] = mapped_column(default=False, server_default=false())
    link_version: Mapped[int] = mapped_column(default=1, server_default="1")
    organizer: Mapped[str] = mapped_column(String(254), default="", server_default="")
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    substitutes_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)

    session: Mapped[TrainingSession] = relationship(lazy="joined", innerjoin=True)
    practitioner: Mapped[User] = relationship(foreign_keys=practitioner_id, lazy="joined", innerjoin=True)
    agency: Mapped[Agency | None] = relationship(lazy="joined")
    booked_by: Mapped[User | None] = relationship(foreign_keys=booked_by_id)
    policy: Mapped[Policy | None] = relationship()
    proof: Mapped[AddressProof | None] = relationship()
    change_letters: Mapped[list[ChangeLetter]] = relationship(order_by=ChangeLetter.sequence)
    known_closed_days: Mapped[list[ClosedDay]] = relationship(
        primaryjoin=lambda: foreign(ClosedDay.added_at) <= Booking.terms_accepted_at, viewonly=True
    )

    @classmethod
    def from_snapshot(
        cls,
        snapshot: BookingSnapshot,
        *,
        session: TrainingSession,
        practitioner: User,
        terms: AcceptedTerms | None,
        at: datetime,
    ) -> "Booking":
        """A new booking, in no state yet. Who walks in has accepted no terms."""
        return cls(
            session=session,
            practitioner=practitioner,
            created_at=at,
            policy=terms and terms.policy,
            terms_accepted_at=terms and terms.accepted_at,
            promised_free_until=terms and terms.free_until,
            agency_group=snapshot.agency.group if terms and snapshot.agency else None,
            **vars(snapshot),
        )

    def link(self, purpose: str) -> Secret:
        """A mailed link to it, that the next `link_version` revokes."""
        return Secret(purpose, self.id, self.link_version)

    @property
    def person_concerned_id(self) -> int:
        return self.practitioner_id

    @property
    def was_told_of_a_change(self) -> bool:
        """By a letter that left us."""
        return any(letter.taken_back_at is None for letter in self.change_letters)

    @property
    def agency_name(self) -> str:
        return self.agency.name if self.agency else self.other_agency or "No agency given"

    @property
    def needs(self) -> str:
        """What the trainers and the office prepare for: access and food."""
        return " · ".join(filter(None, (self.access_needs, self.dietary_needs)))

    @property
    def free_until(self) -> datetime:
        """Until when, inclusive, it can be withdrawn free of charge: until the start where we changed the date."""
        starts_at = self.session.starts_at
        return starts_at if self.moved_at else self.promised_free_until or free_until(self.policy, starts_at)

    def case(self, cause: Cause, *, cancelled_at: datetime | None = None) -> Case:
        """This booking as the terms look at it, by the days that were known to be closed when they were accepted."""
        return case_of(
            self.session,
            cause,
            group=self.agency_group or (self.agency.surviving.group if self.agency else None),
            cancelled_at=cancelled_at,
            promised_free_until=self.free_until,
            closed=self._known_closed() if self.policy and self.policy.full_notice is not None else NONE,
        )

    def _known_closed(self) -> Closed:
        """Only a charge in two steps asks for them."""
        return frozenset(day.on for day in self.known_closed_days)

    @property
    def costs(self) -> Costs:
        """What the place may cost the agency."""
        return costs_of(self.policy, self.case(Cause.NO_SHOW))

    @property
    def pence(self) -> int:
        """What not coming may cost the agency."""
        return self.costs.absence

    def pence_at(self, at: datetime) -> int:
        """What withdrawing at an instant may cost the agency, in pence."""
        return decide(self.policy, self.case(Cause.LATE_CANCELLATION, cancelled_at=at)).pence

    def would_be_late(self, at: datetime, closed: Closed = NONE) -> bool:
        """Whether a withdrawal counts as a late cancellation in the figures."""
        return not self.moved_at and counts_as_late(self.policy, self.session.starts_at, at, closed)

    def tells_manager_of(self, news: ManagerNews) -> bool:
        """Whether the terms want the line manager told, and there is one who isn't the person."""
        wanted = self.policy is not None and news in self.policy.tells_managers_of
        return wanted and self.manager_email not in ("", self.practitioner.email)

    @hybrid_property
    def has_needs(self) -> bool:
        """It says what somebody needs, to take part or to eat."""
        return bool(self.access_needs or self.dietary_needs)

    @has_needs.inplace.expression
    @classmethod
    def _has_needs_in_sql(cls) -> ColumnElement[bool]:
        """Written out, not bound: a database uses the index of what is kept only where it sees that this is asked."""
        nothing: ColumnElement[str] = literal_column("''")
        return or_(cls.access_needs != nothing, cls.dietary_needs != nothing)

    def can_be_withdrawn(self, at: datetime) -> bool:
        return self.is_booked and self.outcome is None and not self.session.has_started(at)

    def must_be_withdrawable(self, at: datetime) -> None:
        """Raises NotBooked or SessionStarted."""
        if not self.is_booked or self.outcome is not None:
            raise NotBooked
        if self.session.has_started(at):
            raise SessionStarted("This session has started, so the booking can’t be withdrawn any more.")

    def must_be_acceptable(self, at: datetime) -> None:
        """Raises OfferOver."""
        if not self.is_offered(at) or self.session.has_started(at):
            raise OfferOver
