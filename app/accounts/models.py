"""People, the agencies that employ them, and proofs of address."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, false, text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.accounts.refusals import ProofExpired, ProofUsed, TooManyTries
from app.core.changes import ChangeTracked
from app.core.database import Base
from app.core.roles import TRAINING_TEAM, Role
from app.personal.rules import NOBODYS, is_nobodys
from app.personal.rules_searching import searchable
from app.settings.models import ListKey
from app.settings.rules_lists import Sectors

MOST_TRIES = 5


class Sector(StrEnum):
    """The sectors that Coursebook begins with: the office adds, renames and retires them (settings/rules_lists.py)."""

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
    sector: Mapped[str] = mapped_column(ListKey(Sectors.NAME), default=Sector.OTHER)
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


PROVISIONAL_IS_NOBODY_YET = (
    "NOT is_provisional OR (address_proved_at IS NULL AND role = 'practitioner' AND agency_id IS NULL)"
)
"""Rows with this mark are deleted by a job: nobody's account can carry it."""


class User(Base):
    """A person. An e-mail address, in lower case, is what everybody has.

    `search_text` is the name and the address as people search for them: it follows whenever either changes.

    Who is disabled can't sign in; `disabled_at` says since when. `sign_in_secret` is that of the session just made, and
    in no table.

    `access_needs` and `dietary_needs` are kept for their next booking only since they said so, at `needs_kept_at`.

    A new `calendar_version` gives their private feed another address. Absences before `bar_lifted_at` bar nobody.
    `signed_in_at` is when they last signed in, for as long as people are kept.

    Erased, the row stays for what is counted, under a pseudonym. One that was merged into another person's points
    there, and has nothing of its own but an address, where the office said that it is theirs: they sign in by it, too.

    `is_provisional` is a row that a stranger's hold made, with an address that nobody has proved: it can't sign in,
    stands in no list, and is deleted when the hold is over. Proof, or the office, ends that; nothing begins it again.
    """

    __tablename__ = "user"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_in_lower_case"),
        CheckConstraint(PROVISIONAL_IS_NOBODY_YET, name="provisional_is_nobody_yet"),
        Index(None, "search_text", "agency_id"),
        Index(
            "ix_user_provisional",
            "id",
            sqlite_where=text("is_provisional = 1"),
            postgresql_where=text("is_provisional"),
        ),
    )

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(default=Role.PRACTITIONER, index=True)
    search_text: Mapped[str] = mapped_column(Text, default=_found_by, server_default="")
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    job_role: Mapped[str] = mapped_column(String(200), default="")
    team: Mapped[str] = mapped_column(String(200), default="", server_default="")
    manager_name: Mapped[str] = mapped_column(String(200), default="")
    manager_email: Mapped[str] = mapped_column(String(254), default="")
    has_no_manager: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    address_proved_at: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    is_provisional: Mapped[bool] = mapped_column(default=False, server_default=false())
    calendar_version: Mapped[int] = mapped_column(default=1, server_default="1")
    bar_lifted_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    access_needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    dietary_needs: Mapped[str] = mapped_column(Text, default="", server_default="")
    needs_kept_at: Mapped[datetime | None]

    agency: Mapped[Agency | None] = relationship()
    merged_into: Mapped["User | None"] = relationship(remote_side="User.id")

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
    sign_in_secret = ""

    def get_id(self) -> str:
        """With the three above, what Flask-Login asks of a person: it puts this into the browser's cookie."""
        return self.sign_in_secret

    @hybrid_property
    def is_disabled(self) -> bool:
        return self.disabled_at is not None

    @is_disabled.inplace.expression
    @classmethod
    def _is_disabled_in_sql(cls) -> ColumnElement[bool]:
        return cls.disabled_at.is_not(None)

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
    def surviving(self) -> "User":
        """Themself, or the person whom this record was merged into in the end."""
        return self.merged_into.surviving if self.merged_into else self

    @hybrid_property
    def stands(self) -> bool:
        """It is the record of somebody: neither erased, nor merged into another's."""
        return self.erased_at is None and self.merged_into_id is None

    @stands.inplace.expression
    @classmethod
    def _stands_in_sql(cls) -> ColumnElement[bool]:
        return and_(cls.erased_at.is_(None), cls.merged_into_id.is_(None))

    @hybrid_property
    def has_address(self) -> bool:
        """Mail can reach them: who walked in without giving an address, or was erased, has none."""
        return not is_nobodys(self.email)

    @has_address.inplace.expression
    @classmethod
    def _has_address_in_sql(cls) -> ColumnElement[bool]:
        return cls.email.not_like(f"%@{NOBODYS}")

    @property
    def address_in_words(self) -> str:
        return self.email if self.has_address else "no e-mail address"

    @property
    def can_book_with_one_button(self) -> bool:
        """Everything a booking asks is known from the last one."""
        return bool(self.agency_id and self.job_role and (self.has_no_manager or self.manager_email))


class ProofPurpose(StrEnum):
    """What is asked for with a proof. Each has its own share of an address's mail, so that none uses up another's."""

    SIGN_IN = "sign in"
    CONFIRM = "confirm"


class AddressProof(Base):
    """A request to prove that an e-mail address is yours: by a six-digit code, or the link beside it.

    Single use, with an end, and few tries for the code; the link works when those are spent. The code is worked out
    from the id, never stored. It was sent `sends` times, last at `sent_at` (None for one that was printed).
    `client_address` is the network address it was asked from; one that was printed has none. `leads_to` is the page of
    ours that its link opens once they are signed in, empty for their first page.
    """

    __tablename__ = "address_proof"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries_not_negative"),)

    email: Mapped[str] = mapped_column(String(254), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    purpose: Mapped[ProofPurpose] = mapped_column(
        default=ProofPurpose.SIGN_IN, server_default=ProofPurpose.SIGN_IN.value
    )
    sends: Mapped[int] = mapped_column(default=1, server_default="1")
    sent_at: Mapped[datetime | None]
    client_address: Mapped[str | None] = mapped_column("asked_from", String(45), index=True)
    leads_to: Mapped[str] = mapped_column(String(2000), default="", server_default="")

    def must_be_usable(self, at: datetime) -> None:
        """By its link, whatever was typed as its code. Raises ProofUsed or ProofExpired."""
        if self.used_at:
            raise ProofUsed
        if at >= self.expires_at:
            raise ProofExpired

    def must_take_a_code(self, at: datetime) -> None:
        """Raises TooManyTries too."""
        self.must_be_usable(at)
        if self.tries >= MOST_TRIES:
            raise TooManyTries
