"""What a file would bring over, where it meets what Coursebook holds already."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from app.accounts.models import Agency, User, name_key
from app.booking.cut_over_file.rules import SessionLines
from app.booking.cut_over_file.rules_bookings import BookingToCome
from app.files.tables import Table
from app.programme.models_sessions import Day, TrainingSession
from app.programme.years.rules_programme import NewCourse, NewSession
from app.web.formatting import count

OFFERS_WAIT = "Bookings came over from another tool, and their people haven’t been told yet."
"""Why no place of a session is passed on to those who wait: until the office has them told."""

LOOKS_LIKE = 0.86
"""How alike two names of agencies are before the preview asks whether they are one: 1 is the same."""


@dataclass
class SessionToCome:
    """A session of the file: new, or found in Coursebook. `taken` counts the places gone there before."""

    file: SessionLines
    bookings: list[BookingToCome]
    standing: TrainingSession | None = None
    new: NewSession | None = None
    taken: int = 0
    waits_there: int = 0
    there: set[str] = field(default_factory=set)
    """The addresses of those who came over before, or booked in Coursebook meanwhile."""

    @property
    def coming(self) -> list[BookingToCome]:
        return [booking for booking in self.bookings if booking.email not in self.there]

    @property
    def booked(self) -> list[BookingToCome]:
        return [booking for booking in self.coming if booking.is_booked]

    @property
    def waiting(self) -> list[BookingToCome]:
        """The next in line first."""
        return [booking for booking in self.coming if not booking.is_booked]

    @property
    def days(self) -> Sequence[Day]:
        if self.standing:
            return [Day(day.on, day.starts, day.ends) for day in self.standing.days]
        return self.new.days if self.new else []

    @property
    def places(self) -> int:
        return self.standing.places if self.standing else self.new.places if self.new else 0

    @property
    def left(self) -> int:
        """Places that nobody has once all has come over; below zero where there are too few."""
        return self.places - self.taken - len(self.booked)

    @property
    def how(self) -> str:
        """Whether it is made or matched."""
        if self.standing is None:
            return "new"
        return "a draft, published" if self.standing.is_draft else "in Coursebook"

    @property
    def notes(self) -> list[str]:
        waiting, undated = len(self.waiting), sum(booking.booked_on is None for booking in self.coming)
        return [
            *([f"{count(len(self.there), 'person', 'people')} on it already"] if self.there else []),
            *(
                [f"{count(self.left, 'place')} free: the next in line get them once you have them told"]
                * bool(self.left > 0 and waiting)
            ),
            *([f"{undated} without a day of booking: no charge"] if undated else []),
            *([self.new.note] if self.new and self.new.note else []),
        ]


@dataclass
class CutOver:
    """All that a file would bring over. `programme` is what has to be added of sessions, as a programme's file."""

    sessions: list[SessionToCome]
    courses: list[NewCourse]
    programme: Table | None
    agencies: dict[str, Agency]
    """Those that Coursebook knows, by the key of the name that the file gives them."""
    people: dict[str, User]
    """Those it knows, by address."""
    names: list[str] = field(default_factory=list)
    """Those of all agencies on the list."""

    @cached_property
    def coming(self) -> list[BookingToCome]:
        return [booking for session in self.sessions for booking in session.coming]

    @property
    def booked(self) -> int:
        return sum(booking.is_booked for booking in self.coming)

    @property
    def waiting(self) -> int:
        return len(self.coming) - self.booked

    @property
    def new_sessions(self) -> int:
        return sum(session.standing is None for session in self.sessions)

    @property
    def matched_sessions(self) -> int:
        return len(self.sessions) - self.new_sessions

    @property
    def is_nothing(self) -> bool:
        return not self.coming and all(session.standing and not session.standing.is_draft for session in self.sessions)

    @cached_property
    def new_people(self) -> list[BookingToCome]:
        """Who has no record yet, by the first line that tells of them."""
        first = {booking.email: booking for booking in sorted(self.coming, key=lambda each: -each.line)}
        return sorted(
            (booking for email, booking in first.items() if email not in self.people), key=lambda each: each.line
        )

    @property
    def known_people(self) -> int:
        return len({booking.email for booking in self.coming} & set(self.people))

    @property
    def other_names(self) -> list[tuple[BookingToCome, User]]:
        """Who goes by another name in Coursebook: the address may be somebody else's."""
        known = {booking.email: booking for booking in self.coming if booking.email in self.people}
        pairs = [(booking, self.people[email]) for email, booking in known.items()]
        return [(given, person) for given, person in pairs if name_key(given.name) != name_key(person.name)]

    @cached_property
    def new_agencies(self) -> list[BookingToCome]:
        """Those that are made, by the first line that names each and gives its sector, if any does."""
        found: dict[str, BookingToCome] = {}
        for booking in sorted(self.coming, key=lambda each: (each.sector is None, each.line)):
            if booking.agency and name_key(booking.agency) not in self.agencies:
                found.setdefault(name_key(booking.agency), booking)
        return sorted(found.values(), key=lambda each: each.line)

    @property
    def known_agencies(self) -> list[Agency]:
        named = {name_key(booking.agency) for booking in self.coming if booking.agency}
        found = {self.agencies[key].id: self.agencies[key] for key in named if key in self.agencies}
        return sorted(found.values(), key=lambda agency: agency.name_key)

    def looks_like(self, name: str) -> str:
        """An agency on the list whose name is nearly the same; empty where there is none."""
        alike = get_close_matches(name_key(name), self._names_by_key, 1, LOOKS_LIKE)
        return next((self._names_by_key[key] for key in alike), "")

    @cached_property
    def _names_by_key(self) -> dict[str, str]:
        return {name_key(name): name for name in self.names}
