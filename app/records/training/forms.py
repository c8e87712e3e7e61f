"""What a lead asks of the training record."""

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.records.training import rules

SHOWN = {"all": "Everything attended", "overdue": "Overdue", "soon": "Due within 90 days"}


@dataclass(frozen=True)
class RequestedTraining:
    """What a lead wants to see: a key of SHOWN, of one course or of all."""

    show: str = "all"
    course_id: int | None = None

    @property
    def standing(self) -> rules.RefresherStanding | None:
        return {"overdue": rules.RefresherStanding.OVERDUE, "soon": rules.RefresherStanding.SOON}.get(self.show)

    def fits(self, record: rules.CourseRecord) -> bool:
        is_of_course = self.course_id in (None, record.course.id)
        return is_of_course and self.standing in (None, record.standing)

    @property
    def in_words(self) -> str:
        return SHOWN[self.show]

    def as_arguments(self) -> dict[str, Any]:
        """For an address that asks the same."""
        return {"show": self.show} | ({"course": self.course_id} if self.course_id is not None else {})


def requested_training(args: "MultiDict[str, str]") -> RequestedTraining:
    """What the address asks for; what it can't mean is left out rather than refused."""
    show, course = args.get("show", ""), args.get("course", "")
    course_id = int(course) if course.isascii() and course.isdigit() and len(course) < 10 else None
    return RequestedTraining(show if show in SHOWN else "all", course_id)
