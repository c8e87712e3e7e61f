"""Venues and their rooms."""

from datetime import datetime
from urllib.parse import quote_plus

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base

MAP = "https://www.openstreetmap.org"


def key_of(name: str) -> str:
    """What makes two spellings of a name the same: case and spaces don't count."""
    return " ".join(name.casefold().split())


class Venue(Base):
    """Where sessions are held. `usual_pence` is what a day there usually costs; None where nobody has said.

    `map_address` is a page of OpenStreetMap; empty, the postcode is looked for there. `joining_notes` are for those
    with a place alone. One that is retired is offered for no new session, and stays with those it had.
    """

    __tablename__ = "venue"
    __table_args__ = (CheckConstraint("usual_pence >= 0", name="usual_cost_not_negative"),)

    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(120), unique=True)
    address: Mapped[str] = mapped_column(Text, default="", server_default="")
    postcode: Mapped[str] = mapped_column(String(10), default="", server_default="")
    map_address: Mapped[str] = mapped_column(String(500), default="", server_default="")
    access: Mapped[str] = mapped_column(Text, default="", server_default="")
    parking: Mapped[str] = mapped_column(Text, default="", server_default="")
    joining_notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    usual_pence: Mapped[int | None]
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    rooms: Mapped[list["VenueRoom"]] = relationship(
        cascade="all, delete-orphan", order_by="VenueRoom.name_key", back_populates="venue"
    )

    @property
    def address_on_one_line(self) -> str:
        """High Street, Northbridge, NB1 2CD."""
        lines = [line.strip(" ,") for line in self.address.splitlines()]
        return ", ".join(filter(None, [*lines, self.postcode]))

    @property
    def map_link(self) -> str:
        """The page that the office chose, or a search for the postcode; empty for neither."""
        if self.map_address or not self.postcode:
            return self.map_address
        return f"{MAP}/search?query={quote_plus(self.postcode)}"

    def call(self, name: str) -> None:
        self.name, self.name_key = name, key_of(name)


class VenueRoom(Base):
    """A room of a venue, and how many people it holds."""

    __tablename__ = "venue_room"
    __table_args__ = (
        UniqueConstraint("venue_id", "name_key"),
        CheckConstraint("capacity > 0", name="holds_somebody"),
    )

    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    name: Mapped[str] = mapped_column(String(70))
    name_key: Mapped[str] = mapped_column(String(70))
    capacity: Mapped[int]

    venue: Mapped[Venue] = relationship(back_populates="rooms")

    def call(self, name: str) -> None:
        self.name, self.name_key = name, key_of(name)

    @property
    def called(self) -> str:
        """With its venue: "Garden Room, Town Hall"."""
        return f"{self.name}, {self.venue.name}"
