"""What the office chooses for a course."""

from typing import Any

from wtforms.validators import ValidationError

from app.programme.models_sessions import MOST_PLACES
from app.reporting.requirements.rules_plan import MOST_SESSIONS, CoursePlan
from app.reporting.requirements.services import Choice
from app.web.fields import WholeNumberField, long_text_field, needed
from app.web.forms import Form


class ChoiceForm(Form):
    sessions = WholeNumberField("Sessions", [needed("Enter how many sessions, or 0 for none")])
    places = WholeNumberField("Places in each", [needed("Enter how many places each session has")])
    note = long_text_field(
        "Note",
        hint="Why so many: the board reads it, and so does whoever plans the year after. Name nobody.",
        most=1000,
    )

    def __init__(self, plan: CoursePlan, **kwargs: Any) -> None:
        chosen = plan.chosen
        stands = (
            {"sessions": chosen.sessions, "places": chosen.places, "note": chosen.words}
            if chosen
            else {"sessions": plan.suggested, "places": plan.size}
        )
        super().__init__(data=stands, **kwargs)

    def validate_sessions(self, field: Any) -> None:
        if field.data > MOST_SESSIONS:
            raise ValidationError(f"Enter from 0 to {MOST_SESSIONS} sessions")

    def validate_places(self, field: Any) -> None:
        if not 1 <= field.data <= MOST_PLACES:
            raise ValidationError(f"Enter from 1 to {MOST_PLACES:,} places")

    def choice(self) -> Choice:
        assert self.sessions.data is not None
        assert self.places.data is not None
        return Choice(self.sessions.data, self.places.data, self.note.data or "")


class SuggestedForm(Form):
    """One button: as suggested, wherever nothing is chosen."""
