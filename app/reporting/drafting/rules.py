"""The drafts that a year's plan would make."""

import hashlib
from dataclasses import dataclass

from app.programme.models import Course
from app.programme.models_sessions import Day, TrainingSession
from app.programme.models_weeks import LearningWeek
from app.reporting.requirements.models import CourseRequirement


@dataclass(frozen=True)
class PlannedDraft:
    """A session to be: as most sessions of its course were, on days to come. `like` is the one that it takes after."""

    requirement: CourseRequirement
    days: list[Day]
    like: TrainingSession | None
    week: LearningWeek | None = None

    @property
    def course(self) -> Course:
        return self.requirement.course


@dataclass(frozen=True)
class DraftPlan:
    """The drafts that the plan would make, by date; `short` says of a course how many find no day."""

    drafts: tuple[PlannedDraft, ...]
    short: tuple[tuple[Course, int], ...] = ()

    @property
    def fingerprint(self) -> str:
        """What was seen in the preview: another one means that it has changed."""
        seen = [
            (each.requirement.id, each.requirement.places, each.days, each.week and each.week.id)
            for each in self.drafts
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]
