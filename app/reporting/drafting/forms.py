"""Which drafts are made and deleted."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField

from app.reporting.drafting.models import RequirementDraft
from app.web.fields import options, tick_field, ticks_field
from app.web.formatting import short_date
from app.web.forms import Form


class MakeDraftsForm(Form):
    """One button, with what the preview showed."""

    seen: Any = HiddenField()
    in_weeks = tick_field("Also in Learning Weeks and themed weeks")


class DeleteDraftsForm(Form):
    drafts = ticks_field("Drafts", coerce=int)

    def __init__(self, drafts: Iterable[RequirementDraft], **kwargs: Any) -> None:
        """What somebody has worked on since isn't ticked."""
        made = list(drafts)
        super().__init__(data={"drafts": [each.session_id for each in made if not each.has_changed_since]}, **kwargs)
        self.drafts.choices = options((each.session_id, _words(each)) for each in made)


def _words(draft: RequirementDraft) -> str:
    changed = ": changed since it was made" if draft.has_changed_since else ""
    return f"{draft.session.title}, {short_date(draft.session.days[0].on)}{changed}"
