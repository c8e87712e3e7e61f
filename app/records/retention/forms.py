"""The periods, a number each, within its bounds."""

from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from app.core import clock
from app.settings.rules_retention import RETENTION_KINDS, RetentionKind, RetentionPeriods
from app.web.fields import DateField, WholeNumberField, needed
from app.web.forms import Form


class PeriodsForm(Form):
    """A field for each kind, by its name."""

    def periods(self) -> dict[str, int]:
        return {kind.name: self[kind.name].data for kind in RETENTION_KINDS}


class DryRunForm(Form):
    """For which day what would be forgotten is counted."""

    class Meta(Form.Meta):
        csrf = False

    on = DateField("What would be deleted by", description="A day from today on.")

    def validate_on(self, field: Any) -> None:
        if field.data and field.data < clock.today():
            raise ValidationError("Enter today, or a day to come")


def form_for(periods: RetentionPeriods) -> PeriodsForm:
    """Filled in with the periods as they stand."""
    fields = {kind.name: _field(kind) for kind in RETENTION_KINDS}
    form: PeriodsForm = type("PeriodsOfEachKind", (PeriodsForm,), fields)(
        data={kind.name: periods.of(kind) for kind in RETENTION_KINDS}
    )
    return form


def day_asked(form: DryRunForm, otherwise: date) -> date:
    return form.on.data if form.validate() and form.on.data else otherwise


def _field(kind: RetentionKind) -> Any:
    def within_bounds(form: Any, field: Any) -> None:
        if field.data is not None and not kind.lowest <= field.data <= kind.highest:
            raise ValidationError(f"{kind.words}: enter {kind.lowest} to {kind.highest} {kind.unit}")

    return WholeNumberField(
        f"{kind.words}, in {kind.unit}",
        [needed(f"{kind.words}: enter how many {kind.unit}"), within_bounds],
        description=" ".join(
            (
                f"{kind.since[:1].upper()}{kind.since[1:]}. {kind.then} {kind.why}",
                f"From {kind.lowest} to {kind.highest} {kind.unit}; {kind.default} unless set.",
            )
        ),
    )
