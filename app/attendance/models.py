"""A session's register: marks by day, and heads counted where there are no names."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Sector
from app.booking.models import Outcome
from app.database import Base
from app.errors import Refusal
from app.programme.models import TrainingSession


class Register(Base):
    """Closed once everybody is marked; attendance is counted over closed registers alone.

    That of an open session, which nobody books, holds a head count alone.
    """

    __tablename__ = "register"
    __table_args__ = (CheckConstraint("head_count >= 0", name="head_count_not_negative"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), unique=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    head_count: Mapped[int | None]

    session: Mapped[TrainingSession] = relationship()
    heads_by_sector: Mapped[list["HeadCount"]] = relationship(cascade="all, delete-orphan", order_by="HeadCount.sector")


class HeadCount(Base):
    """How many of the heads counted in an open session were of one sector, where that is known."""

    __tablename__ = "head_count"
    __table_args__ = (
        UniqueConstraint("register_id", "sector"),
        CheckConstraint("how_many >= 0", name="how_many_not_negative"),
    )

    register_id: Mapped[int] = mapped_column(ForeignKey("register.id"))
    sector: Mapped[Sector]
    how_many: Mapped[int]


class DayMark(Base):
    """What the register says of one booking on one day: the evidence for the booking's outcome.

    Bookings of registers that were imported, or closed before marks were kept by day, have none: there the outcome
    stands for every day. A walk-in's say on which days they came. `said_by` is who excused the absence, as it was told.
    """

    __tablename__ = "day_mark"
    __table_args__ = (UniqueConstraint("booking_id", "on"),)

    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    on: Mapped[date]
    mark: Mapped[Outcome]
    said_by: Mapped[str] = mapped_column(String(200), default="")
    marked_at: Mapped[datetime]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class MarkingNotOpen(Refusal):
    message = "Marking opens an hour before the start."


class RegisterClosed(Refusal):
    message = "This register is closed."


class WhyNeeded(RegisterClosed):
    field = "why"
    message = "This register is closed. To correct it, enter why."


class StaysMarked(RegisterClosed):
    message = "This register is closed: a mark can be corrected, and not be taken back."


class OnlyDayOfAWalkIn(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is on the register for this day alone. Remove {name} from the register instead.")


class NothingChanges(Refusal):
    field = "mark"
    message = "Nothing would change: the register says that already"


class SaidByNeeded(Refusal):
    field = "said_by"
    message = "Enter who said so"


class WasHereBefore(Refusal):
    """A place that was used on one day can't be given away on another."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} was here on another day of this session, so the place stays theirs. Mark {name} for this day, and "
            "add the colleague as someone who came without a booking."
        )


class AddressOfAnother(Refusal):
    """A register shows nobody's name to who only types their address."""

    field = "is_theirs"
    message = "Somebody with another name has this address. Check the spelling; if it is right, tick that it is theirs."


class NotOpenToAll(Refusal):
    message = "This session keeps a register by name: mark who came there."


class NotAllMarked(Refusal):
    pass


class NotOverYet(Refusal):
    message = "The register can be closed once the session has ended."


class HeadsUnclear(Refusal):
    field = "how_many"
    message = "Enter how many came; 0 is allowed"


class WrongRoomCode(Refusal):
    field = "code"
    keeps_work = True
    message = "That isn’t the code of a session that is on now. Look at the six digits again."


class TooManyWrongCodes(Refusal):
    field = "code"
    keeps_work = True
    message = "That was the fifth wrong code in ten minutes. Wait ten minutes, or speak to the trainer."


class CheckInNotOpen(Refusal):
    """Before it opens or after it is over."""


class NotOnThisSession(Refusal):
    message = "You have no place on this session. Please speak to the trainer, who can put you on the register."


class MarkedOtherwise(Refusal):
    message = "The register says something else about you already. Please speak to the trainer, who can change it."


class NotATeamsReport(Refusal):
    field = "file"


class ReportOfAnotherDay(NotATeamsReport):
    def __init__(self, *, report: str, session: str) -> None:
        super().__init__(f"This report is of {report}, and the session is on {session}. Choose the report of that day.")


class NobodyBookedInReport(Refusal):
    message = "Nobody who is booked is in this report. Is it of this session? Nobody was marked as absent by it."


class UnknownAgency(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"Choose {name}’s agency from the list, or leave it empty. Nothing was changed.")


class BadChoice(Refusal):
    message = "Choose for each person what the list offers. Nothing was changed."


class BadRegisterFile(Refusal):
    """Every bad line of a register file, one "line 5: reason" each."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
