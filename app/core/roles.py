"""What a person may be in Coursebook."""

from enum import StrEnum


class Role(StrEnum):
    PRACTITIONER = "practitioner"
    TRAINER = "trainer"
    AGENCY_LEAD = "agency-lead"
    FINANCE = "finance"
    TRAINING_OFFICER = "training-officer"
    TRAINING_MANAGER = "training-manager"

    @property
    def words(self) -> str:
        """As people say it: training manager."""
        return self.value.replace("-", " ")

    @property
    def with_article(self) -> str:
        """For a sentence: an agency lead, a training manager, one of finance."""
        if self is Role.FINANCE:
            return "one of finance"
        return f"{'an' if self is Role.AGENCY_LEAD else 'a'} {self.words}"


TRAINING_TEAM = frozenset({Role.TRAINING_OFFICER, Role.TRAINING_MANAGER})

STAFF = frozenset(Role) - {Role.PRACTITIONER}
"""Whoever works with the programme, in the training team or beside it."""

VISITORS = frozenset({None, *Role}) - TRAINING_TEAM
"""Whom the public pages are for: everybody but the training team. None is somebody who isn't signed in."""
