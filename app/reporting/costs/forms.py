"""The forms of a budget line, of what was spent on it, and of what a session cost."""

from typing import Any

from wtforms.validators import ValidationError

from app.core import clock
from app.programme.models_sessions import TrainingSession
from app.programme.venues.rules import MOST_PENCE
from app.reporting.costs import queries
from app.reporting.costs.models import BudgetLine, CostKind
from app.reporting.costs.services import Cost, LineDetails
from app.web.fields import DateField, PoundsField, needed, options, text_field, ticks_field
from app.web.forms import Form

KIND_WORDS = {
    CostKind.VENUE: "Venue",
    CostKind.CATERING: "Catering",
    CostKind.TRAINER: "Trainers",
    CostKind.OTHER: "Other",
}


def _not_too_much(form: Any, field: Any) -> None:
    if field.data is not None and field.data > MOST_PENCE:
        raise ValidationError("Enter less than £21 million")


class LineForm(Form):
    name = text_field(
        "Name", required="Enter the name of the line", hint="For example: programme and venues.", most=120
    )
    budget = PoundsField("Budget for the year", [needed("Enter the budget, or 0"), _not_too_much])
    covers = ticks_field(
        "Costs of sessions that count against it",
        hint="Each kind counts against one line. What else is spent you enter by hand.",
        coerce=CostKind,
    )

    def __init__(self, line: BudgetLine | None = None, **kwargs: Any) -> None:
        standing = {"name": line.name, "budget": line.pence, "covers": line.kinds} if line else None
        super().__init__(data=standing, **kwargs)
        self.covers.choices = options((kind.value, words) for kind, words in KIND_WORDS.items())

    def details(self) -> LineDetails:
        assert self.budget.data is not None
        return LineDetails(self.name.data, self.budget.data, list(self.covers.data or []))


class SpendingForm(Form):
    on = DateField("Date", [needed("Enter the date")], default=clock.today)
    words = text_field("What for", required="Enter what it was for", hint="Name nobody.")
    amount = PoundsField("Amount", [needed("Enter the amount"), _not_too_much])

    def validate_amount(self, field: Any) -> None:
        if field.data == 0:
            raise ValidationError("Enter more than 0")


class CostsForm(Form):
    """What a session cost. Empty is "not known"; 0 is "it cost nothing"."""

    venue = PoundsField("Venue", [_not_too_much])
    catering = PoundsField("Catering", [_not_too_much])
    trainer = PoundsField("Trainers", [_not_too_much], description="Fees and travel. Days that agencies lend are 0.")
    other = PoundsField("Other", [_not_too_much])
    other_words = text_field("What the other costs are for")

    def __init__(self, session: TrainingSession, **kwargs: Any) -> None:
        kept = queries.costs_of(session)
        standing: dict[str, Any] = {kind.value: each.pence for kind, each in kept.items()}
        if CostKind.OTHER in kept:
            standing["other_words"] = kept[CostKind.OTHER].words
        self.usual = _usual_cost(session) if not kept else None
        super().__init__(data=standing or {"venue": self.usual}, **kwargs)

    def validate_other_words(self, field: Any) -> None:
        if field.data and self.other.data is None and not self.other.errors:
            raise ValidationError("Enter the amount too, or leave this empty")

    def costs(self) -> dict[CostKind, Cost]:
        said = {CostKind.OTHER: self.other_words.data or ""}
        return {
            kind: Cost(self[kind.value].data, said.get(kind, ""))
            for kind in CostKind
            if self[kind.value].data is not None
        }


def _usual_cost(session: TrainingSession) -> int | None:
    """What its days at its venue usually cost, in pence; None where that isn't known."""
    a_day = session.place.usual_pence if session.place else None
    return None if a_day is None else a_day * len(session.days)


class SureForm(Form):
    """One button: what it does stands above it."""
