"""People, the agencies that employ them, and proofs of address."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.refusals import ProofExpired, ProofUsed, TooManyTries
from app.core.changes import ChangeTracked
from app.core.database import Base
from app.core.roles import TRAINING_TEAM, Role
from app.core.searching import searchable

MOST_TRIES = 5


class Sector(StrEnum):
    SOCIAL_CARE = "social care"
    POLICE = "police"
    HEALTH = "health"
    EDUCATION = "education"
    VOLUNTARY = "voluntary and faith"
    PRIVATE = "private provider"
    JUSTICE = "justice"
    ELECTED = "elected members"
    OTHER = "other"


class AgencyGroup(StrEnum):
    """Who pays for the training: contributing agencies already have, the others pay a fee for each place."""

    CONTRIBUTING = "contributing"
    NON_CONTRIBUTING = "non-contributing"
    PRIVATE = "private"
    OUT_OF_AREA = "out of area"

    @property
    def agencies(self) -> str:
        """Those of this group, in words."""
        return {
            "contributing": "contributing agencies",
            "non-contributing": "agencies that don’t contribute",
            "private": "private providers",
            "out of area": "agencies from out of the area",
        }[self]


class Agency(ChangeTracked, Base):
    """An employer. One that merged into another stays, with a pointer: its history is its own."""

    __tablename__ = "agency"

    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(600), unique=True)
    sector: Mapped[Sector] = mapped_column(default=Sector.OTHER)
    group: Mapped[AgencyGroup] = mapped_column(
        default=AgencyGroup.CONTRIBUTING, server_default=AgencyGroup.CONTRIBUTING.value
    )
    is_listed: Mapped[bool] = mapped_column(default=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))

    merged_into: Mapped["Agency | None"] = relationship(remote_side="Agency.id")

    @property
    def surviving(self) -> "Agency":
        """Itself, or what it merged into in the end."""
        return self.merged_into.surviving if self.merged_into else self


def name_key(name: str) -> str:
    """What makes two spellings of an agency's name the same: case and spaces don't count."""
    return " ".join(name.casefold().split())


def _found_by(context: Any) -> str:
    """For people who are written many at a time, without the model."""
    written = context.get_current_parameters()
    return searchable(written["name"], written["email"])


class User(Base):
    """A person. An e-mail address, in lower case, is what everybody has.

    `search_text` is the name and the address as people search for them: it follows whenever either changes.

    `access_needs` and `dietary_needs` are kept for their next booking only since they said so, at `needs_kept_at`.

    A new `calendar_version` gives their private feed another address. Absences before `bar_lifted_at` bar nobody.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        Index(None, "search_text", "agency_id"),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(default=Role.PRACTITIONER)
    search_text: Mapped[str] = mapped_column(Text, default=_found_by, server_default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    job_role: Mapped[str] = mapped_column(String(200), default="")
    team: Mapped[str] = mapped_column(String(200), default="", server_default="")
    manager_name: Mapped[str] = mapped_column(String(200), default="")
    manager_email: Mapped[str] = mapped_column(String(254), default="")
    has_no_manager: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    address_proved_at: Mapped[datetime | None]
    calendar_version: Mapped[int] = mapped_column(default=1, server_default="1")
    bar_lifted_at: Mapped[datetime | None]
    access_needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    dietary_needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    needs_kept_at: Mapped[datetime | None]

    agency: Mapped[Agency | None] = relationship()

    @validates("name", "email")
    def _keep_searchable(self, changed: str, value: str) -> str:
        said = {"name": self.name, "email": self.email, changed: value}
        self.search_text = searchable(said["name"], said["email"])
        return value

    @property
    def person_concerned_id(self) -> int:
        return self.id

    is_authenticated = is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """With the three above, what Flask-Login asks of a person."""
        return str(self.id)

    @hybrid_property
    def is_training_team(self) -> bool:
        return self.role in TRAINING_TEAM

    @is_training_team.inplace.expression
    @classmethod
    def _is_training_team_in_sql(cls) -> ColumnElement[bool]:
        return cls.role.in_(TRAINING_TEAM)

    @property
    def is_staff(self) -> bool:
        return self.role is not Role.PRACTITIONER

    @property
    def can_book_with_one_button(self) -> bool:
        """Everything a booking asks is known from the last one."""
        return bool(self.agency_id and self.job_role and (self.has_no_manager or self.manager_email))


class AddressProof(Base):
    """A request to prove that an e-mail address is yours: by a six-digit code, or the link beside it.

    Single use, with an end, and few tries. The code is worked out from the id, never stored.
    `client_address` is the network address it was asked from; one that was printed has none.
    """

    __tablename__ = "address_proof"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries_not_negative"),)

    email: Mapped[str] = mapped_column(String(254), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    client_address: Mapped[str | None] = mapped_column("asked_from", String(45), index=True)

    def must_be_usable(self, at: datetime) -> None:
        """Raises ProofUsed, ProofExpired or TooManyTries."""
        if self.used_at:
            raise ProofUsed
        if at >= self.expires_at:
            raise ProofExpired
        if self.tries >= MOST_TRIES:
            raise TooManyTries
