"""The form that says when each stage asks."""

import re
from typing import Any

from wtforms.validators import StopValidation, ValidationError

from app.evaluation.stages import Stage
from app.evaluation.timing.models import Timing
from app.web.fields import WholeNumberField, needed, text_field, tick_field
from app.web.forms import Form

MOST_WEEKS = 52
MOST_DAYS = 182
MOST_REMINDERS = 4


def _is_days(form: Any, field: Any) -> None:
    if field.data and not re.fullmatch(r"\d{1,3}(\s*,\s*\d{1,3})*", field.data, re.ASCII):
        raise StopValidation("Enter whole numbers of days with commas between them, such as 3, 7")
    days = _days(field)
    if len(days) > MOST_REMINDERS or len(set(days)) < len(days) or not all(1 <= day <= MOST_DAYS for day in days):
        raise StopValidation(f"Enter up to {MOST_REMINDERS} different numbers, from 1 to {MOST_DAYS}")


def _days(field: Any) -> tuple[int, ...]:
    return tuple(int(day) for day in field.data.split(",")) if field.data else ()


def _reminders(when: str) -> Any:
    return text_field(
        f"Reminders, {when}",
        hint="Numbers of days, such as 3, 7. Leave it empty for none.",
        most=40,
        checks=[_is_days],
        classes="govuk-input--width-10",
    )


def _open_days() -> Any:
    return WholeNumberField("Open for so many days", [needed("Enter a number of days, such as 28")])


class TimingForm(Form):
    """Its fields are named after stage and Timing."""

    before_is_on = tick_field("Ask before the course")
    before_reminders = _reminders("so many days before the start")
    after_is_on = tick_field("Ask at the end")
    after_reminders = _reminders("so many days after it went out")
    after_open_days = _open_days()
    later_is_on = tick_field("Ask about impact")
    later_weeks_after = WholeNumberField("Weeks after the last day", [needed("Enter a number of weeks, such as 12")])
    later_reminders = _reminders("so many days after it went out")
    later_open_days = _open_days()
    manager_is_on = tick_field("Ask line managers", hint="With the impact questionnaire, one message a manager.")
    manager_reminders = _reminders("so many days after it went out")
    manager_open_days = _open_days()

    def __init__(self, timings: dict[Stage, Timing]) -> None:
        super().__init__(data={name: value for stage in Stage for name, value in _written(stage, timings[stage])})

    def validate_later_weeks_after(self, field: Any) -> None:
        if not 1 <= field.data <= MOST_WEEKS:
            raise ValidationError(f"Enter from 1 to {MOST_WEEKS} weeks")

    def validate_after_open_days(self, field: Any) -> None:
        if not 1 <= field.data <= MOST_DAYS:
            raise ValidationError(f"Enter from 1 to {MOST_DAYS} days")

    validate_later_open_days = validate_manager_open_days = validate_after_open_days

    def validate_after_reminders(self, field: Any) -> None:
        stage = field.name.removesuffix("_reminders")
        open_days = self[f"{stage}_open_days"].data
        if open_days and max(_days(field), default=0) >= open_days:
            raise ValidationError(f"It closes after {open_days} days: enter fewer, or leave it open for longer")

    validate_later_reminders = validate_manager_reminders = validate_after_reminders

    def timings(self) -> dict[Stage, Timing]:
        """What is filled in; managers are asked when impact is."""
        weeks = int(self.later_weeks_after.data or 0)
        return {
            Stage.PRE_COURSE: Timing(self.before_is_on.data, reminders=_days(self.before_reminders)),
            Stage.POST_COURSE: Timing(
                self.after_is_on.data, open_days=self.after_open_days.data, reminders=_days(self.after_reminders)
            ),
            Stage.IMPACT: Timing(
                self.later_is_on.data, weeks, self.later_open_days.data, reminders=_days(self.later_reminders)
            ),
            Stage.MANAGER: Timing(
                self.manager_is_on.data, weeks, self.manager_open_days.data, reminders=_days(self.manager_reminders)
            ),
        }


def _written(stage: Stage, timing: Timing) -> list[tuple[str, Any]]:
    return [
        (f"{stage}_is_on", timing.is_on),
        (f"{stage}_weeks_after", timing.weeks_after or None),
        (f"{stage}_open_days", timing.open_days),
        (f"{stage}_reminders", ", ".join(map(str, timing.reminders))),
    ]
