"""How other areas count."""

from dataclasses import dataclass

from app.reporting.figures.rules import Figures
from app.web.formatting import share


@dataclass(frozen=True)
class OtherWay:
    """One of the ways in which other areas count, on our figures."""

    name: str
    formula: str
    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        return share(self.part, self.whole)


def other_ways(total: Figures) -> list[OtherWay]:
    """The same period by the definitions of others, beside ours. Their registrations hold every cancellation."""
    attendees = total.attended + total.walk_ins
    registrations = total.attended + total.no_shows + total.late_cancellations + total.cancellations
    return [
        OtherWay("Uptake, as here", "allocated ÷ offered", total.places_allocated, total.places_offered),
        OtherWay("Uptake, elsewhere", "everybody who came, walk-ins too ÷ capacity", attendees, total.places_offered),
        OtherWay(
            "Attendance, as here",
            "attended ÷ allocated, registers closed",
            total.attended_registered,
            total.places_registered,
        ),
        OtherWay(
            "Attendance, elsewhere",
            "everybody who came, walk-ins too ÷ attended, no-shows and all cancellations",
            attendees,
            registrations,
        ),
        OtherWay(
            "“% taken up”, as some published tables have it",
            "attended ÷ allocated: what is called attendance here",
            total.attended_registered,
            total.places_registered,
        ),
    ]
