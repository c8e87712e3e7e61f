"""The form for a new version of the booking terms."""

from collections.abc import Callable
from typing import Any

from wtforms.validators import StopValidation, ValidationError

from app.programme.models import Strand
from app.terms.models import ManagerNews, NoticeUnit, Tariff
from app.terms.policies import services
from app.web.fields import (
    DateField,
    PoundsField,
    TimeField,
    WholeNumberField,
    choice_field,
    long_text_field,
    needed,
    text_field,
    tick_field,
    ticks_field,
)
from app.web.formatting import pounds
from app.web.forms import Form

MOST_DAYS = 60
MOST_PENCE = 1_000_00
MOST_GRACE = 30
LEAST_HALF_DAY, MOST_HALF_DAY = 30, 600

TARIFFS = {
    Tariff.BY_LENGTH: "By length: one sum for a day up to half a day long, another for a longer one; each day counts",
    Tariff.PER_DAY: "The same sum for each day",
    Tariff.FIXED: "One sum for the session, however long",
}


def _filled(words: str) -> Callable[..., None]:
    def check(form: Any, field: Any) -> None:
        if field.data is None and not field.errors:
            raise StopValidation(words)

    return check


def _between(least: int, most: int, words: str) -> Callable[..., None]:
    def check(form: Any, field: Any) -> None:
        if field.data is not None and not least <= field.data <= most:
            raise ValidationError(words)

    return check


def _days(label: str, hint: str = "", least: int = 0) -> Any:
    words = f"Enter {least} to {MOST_DAYS} days" if least else f"Notice can be {MOST_DAYS} days at most"
    checks = [_filled("Enter a whole number; 0 is allowed"), _between(least, MOST_DAYS, words)]
    return WholeNumberField(label, checks, description=hint)


def _percent(label: str, hint: str = "", standing: int = 0) -> Any:
    checks = [_filled("Enter a whole number from 0 to 100"), _between(0, 100, "A share can be 100% at most")]
    return WholeNumberField(label, checks, description=hint, default=standing)


def _most_pounds(form: Any, field: Any) -> None:
    if field.data is not None and field.data > MOST_PENCE:
        raise ValidationError(f"A charge can be {pounds(MOST_PENCE)} at most")


def _fee(label: str) -> Any:
    return PoundsField(label, [_filled("Enter the fee in pounds; 0 where they pay none"), _most_pounds], default=0)


class PolicyForm(Form):
    name = text_field("Name", required="Enter a name, such as Terms 2027-28")
    in_force_from = DateField("In force from", [needed("Enter the date it comes into force")])

    notice = _days("Days of notice", "Cancelling this long before the start, or earlier, is free.")
    notice_unit = choice_field(
        "Notice is in",
        [(unit.value, unit.value.capitalize()) for unit in NoticeUnit],
        required="Choose working or calendar days",
        coerce=NoticeUnit,
    )
    boundary = TimeField(
        "The notice ends at this time of day",
        description="Leave it empty for the time of day at which the session starts. To count whole days, enter 23:59.",
    )
    full_notice = WholeNumberField(
        "All of it within so many days",
        [_between(0, MOST_DAYS, f"Notice can be {MOST_DAYS} days at most")],
        description="Leave it empty where all of the charge is due as soon as cancelling isn’t free any more.",
    )
    partial_percent = _percent("And before that, this share of it, in %", "Applies only with the number above.", 100)

    tariff = choice_field(
        "A missed place is priced", TARIFFS.items(), required="Choose how a missed place is priced", coerce=Tariff
    )
    half_day = PoundsField(
        "For up to half a day, in pounds", [_most_pounds], description="Applies only where it is priced by length."
    )
    day: Any = PoundsField(
        "For a day, in pounds",
        [_filled("Enter the sum in pounds; 0 where nothing is charged"), _most_pounds],
        description="For the whole session where one sum is charged. Enter 0 where nothing is charged.",
    )
    half_day_up_to_minutes: Any = WholeNumberField(
        "Half a day is up to so many minutes",
        [
            _filled("Enter the minutes of half a day, such as 240"),
            _between(LEAST_HALF_DAY, MOST_HALF_DAY, f"Enter {LEAST_HALF_DAY} to {MOST_HALF_DAY} minutes"),
        ],
        description="Applies only where it is priced by length.",
        default=240,
    )

    no_show_percent = _percent("Did not attend, in %", standing=100)
    late_cancellation_percent = _percent("Late cancellation, in %", standing=100)
    late_refused_percent = _percent("Refused as late, in %")
    left_early_percent = _percent("Left early, in %")

    non_contributing_fee = _fee("Agencies that don’t contribute, in pounds")
    private_fee = _fee("Private providers, in pounds")
    out_of_area_fee = _fee("Agencies from out of the area, in pounds")

    exempt_strands = ticks_field("Never charged", [(strand.value, strand.value.capitalize()) for strand in Strand])
    exempts_learning_week = tick_field("Learning Week is never charged")
    grace_working_days: Any = WholeNumberField(
        "Working days for giving a reason",
        [
            _filled(f"Enter 1 to {MOST_GRACE} working days"),
            _between(1, MOST_GRACE, f"Enter 1 to {MOST_GRACE} working days"),
        ],
        description="From the day on which we ask. A reason given within them is in time.",
        default=5,
    )
    tells_managers_of = ticks_field(
        "Line managers are told of", [(news.value, news.value.capitalize()) for news in ManagerNews]
    )
    attendance_notice_working_days: Any = WholeNumberField(
        "A cancellation counts as late in the figures within so many working days",
        [_filled("Enter a whole number; 0 is allowed"), _between(0, MOST_DAYS, f"Enter {MOST_DAYS} days at most")],
        description="It decides nothing about charges. Keep it as it is, so that one year can be held beside another.",
        default=2,
    )
    words = long_text_field("Booking terms", hint="What people read and accept when they book.")

    def validate_full_notice(self, field: Any) -> None:
        if field.data is not None and self.notice.data is not None and field.data >= self.notice.data:
            raise ValidationError("This must be fewer days than the notice for a free cancellation")

    def validate_half_day(self, field: Any) -> None:
        if field.data is None and not field.errors and self.tariff.data is Tariff.BY_LENGTH:
            raise ValidationError("Enter the sum for half a day in pounds; 0 where nothing is charged")

    def fill(self, columns: dict[str, Any]) -> None:
        """The columns of Policy that a preset, or the version in force, brings with it."""
        for name, value in columns.items():
            self[name.removesuffix("_pence")].data = value

    def details(self) -> services.PolicyDetails:
        has_two_steps = self.full_notice.data is not None
        assert self.in_force_from.data is not None
        return services.PolicyDetails(
            name=self.name.data,
            in_force_from=self.in_force_from.data,
            notice=self.notice.data,
            notice_unit=self.notice_unit.data,
            boundary=self.boundary.data,
            full_notice=self.full_notice.data,
            partial_percent=self.partial_percent.data if has_two_steps else 100,
            tariff=self.tariff.data,
            half_day_pence=self.half_day.data or 0,
            day_pence=self.day.data,
            half_day_up_to_minutes=self.half_day_up_to_minutes.data,
            no_show_percent=self.no_show_percent.data,
            late_cancellation_percent=self.late_cancellation_percent.data,
            late_refused_percent=self.late_refused_percent.data,
            left_early_percent=self.left_early_percent.data,
            non_contributing_fee_pence=self.non_contributing_fee.data,
            private_fee_pence=self.private_fee.data,
            out_of_area_fee_pence=self.out_of_area_fee.data,
            exempt_strands=list(self.exempt_strands.data or []),
            exempts_learning_week=self.exempts_learning_week.data,
            grace_working_days=self.grace_working_days.data,
            attendance_notice_working_days=self.attendance_notice_working_days.data,
            tells_managers_of=list(self.tells_managers_of.data or []),
            words=self.words.data or "",
        )
