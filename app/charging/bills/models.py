"""Bills: one for each agency and month, made once, kept as they were made."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Agency
from app.charging.bills import refusals
from app.charging.models import Charge
from app.core.database import Base
from app.terms.models import Cause

_for_a_charge = text("credits_id IS NULL")


class BillingDetails(Base):
    """Whom an agency wants its bills sent to."""

    __tablename__ = "billing_details"

    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), unique=True)
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    purchase_order: Mapped[str] = mapped_column(String(60), default="")


class Bill(Base):
    """What an agency is asked to pay for what was confirmed up to the end of a month. Money in pence.

    Names, contact, lines, and by when and how to pay, are kept as they were when it was made. `month` is its first day.
    `number` rises without a gap. A bill asks for its total, whatever is credited on a later one. One whose credits
    outweigh its charges has a negative total: the agency is owed money until `paid_back_at`.
    """

    __tablename__ = "bill"
    __table_args__ = (UniqueConstraint("agency_id", "month"),)

    number: Mapped[int] = mapped_column(unique=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    month: Mapped[date]
    agency_name: Mapped[str] = mapped_column(String(200))
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    purchase_order: Mapped[str] = mapped_column(String(60), default="")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_on: Mapped[date | None]
    how_to_pay: Mapped[str] = mapped_column(Text, default="", server_default="")
    about_vat: Mapped[str] = mapped_column(Text, default="", server_default="")
    paid_back_at: Mapped[datetime | None]

    agency: Mapped[Agency] = relationship()
    lines: Mapped[list["BillLine"]] = relationship(order_by="BillLine.position", back_populates="bill")

    @property
    def reference(self) -> str:
        """What the finance system knows it by: CB-000123."""
        return f"CB-{self.number:06d}"

    @property
    def pence(self) -> int:
        return sum(line.pence for line in self.lines)

    @property
    def size_pence(self) -> int:
        """The total without its sign: what either side owes the other."""
        return abs(self.pence)

    @property
    def is_owed_by_us(self) -> bool:
        return self.pence < 0

    @property
    def open_pence(self) -> int:
        """What the agency still has to pay of it."""
        waiting = sum(line.pence for line in self.lines if line.is_open)
        return max(0, waiting + sum(line.pence for line in self.lines if line.is_credit))

    @property
    def owed_pence(self) -> int:
        """What we still have to pay back."""
        return max(0, -self.pence) if self.paid_back_at is None else 0

    def pay_back(self, at: datetime) -> None:
        """Raises NothingOwed."""
        if not self.owed_pence:
            raise refusals.NothingOwed
        self.paid_back_at = at


class BillLine(Base):
    """A charge on a bill, or the credit of an earlier line, which it names. Credits are negative."""

    __tablename__ = "bill_line"
    __table_args__ = (
        UniqueConstraint("bill_id", "position"),
        UniqueConstraint("credits_id"),
        CheckConstraint(
            "(credits_id IS NULL AND pence >= 0) OR (credits_id IS NOT NULL AND pence <= 0)",
            name="charges_up_credits_down",
        ),
        Index(
            "uq_bill_line_one_per_charge",
            "charge_id",
            unique=True,
            sqlite_where=_for_a_charge,
            postgresql_where=_for_a_charge,
        ),
    )

    bill_id: Mapped[int] = mapped_column(ForeignKey("bill.id"))
    position: Mapped[int]
    charge_id: Mapped[int] = mapped_column(ForeignKey("charge.id"), index=True)
    credits_id: Mapped[int | None] = mapped_column(ForeignKey("bill_line.id"))
    session_title: Mapped[str] = mapped_column(String(200))
    on: Mapped[date]
    name: Mapped[str] = mapped_column(String(200))
    cause: Mapped[Cause]
    vat_code: Mapped[str] = mapped_column(String(20), default="")
    pence: Mapped[int]

    bill: Mapped[Bill] = relationship(back_populates="lines")
    charge: Mapped[Charge] = relationship()
    credits: Mapped["BillLine | None"] = relationship(remote_side="BillLine.id")

    @hybrid_property
    def is_credit(self) -> bool:
        return self.credits_id is not None

    @is_credit.inplace.expression
    @classmethod
    def _is_credit_in_sql(cls) -> ColumnElement[bool]:
        return cls.credits_id.is_not(None)

    @property
    def is_open(self) -> bool:
        """A charge that waits to be paid, credited on a later bill or not: this one asks for it."""
        return not self.is_credit and self.charge.waits_for_money

    @property
    def state(self) -> str:
        """What became of it."""
        return "credit" if self.is_credit else self.charge.state.value

    @property
    def reference(self) -> str:
        """CB-000123/2: a bill's second line."""
        return f"{self.bill.reference}/{self.position}"


class FileKind(StrEnum):
    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"


class BillFile(Base):
    """The bytes of a bill, written once and given again whenever they are asked for."""

    __tablename__ = "bill_file"
    __table_args__ = (UniqueConstraint("bill_id", "kind"),)

    bill_id: Mapped[int] = mapped_column(ForeignKey("bill.id"))
    kind: Mapped[FileKind]
    content: Mapped[bytes] = mapped_column(LargeBinary)
