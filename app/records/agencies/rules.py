"""The figures of one agency, and how they are told."""

from dataclasses import dataclass

from app.web.formatting import share


@dataclass(frozen=True)
class AgencyYear:
    """What an agency's people did with their places in a programme year, as the report by agency counts it.

    `registered` are the places allocated on sessions whose register is closed, and `attended` those of them attended on
    every day. Walk-ins are counted beside them.
    """

    allocated: int = 0
    registered: int = 0
    attended: int = 0
    walk_ins: int = 0
    no_shows: int = 0
    late_cancellations: int = 0
    people: int = 0

    @property
    def attendance_percent(self) -> int | None:
        return share(self.attended, self.registered)
