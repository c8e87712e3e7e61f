"""The form that tries a version of the terms on a made-up case. It is sent by GET, and nothing is kept."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from wtforms.validators import ValidationError

from app.accounts.models import AgencyGroup
from app.accounts.people.forms_agency import agency_field
from app.core import clock
from app.programme.models import Strand
from app.terms.closed_days.queries import closed_days
from app.terms.models import Cause, Policy
from app.terms.policies import queries as policies_queries
from app.terms.policies.queries import policies
from app.terms.policies.rules_deciding import Case, Decision, decide_first
from app.terms.policies.rules_notice import free_until, full_charge_from, reason_in_time_until
from app.web.fields import DateField, TimeField, choice_field, needed, options, select_field, text_field, tick_field
from app.web.formatting import long_date
from app.web.forms import Form

MOST_DAYS, MOST_MINUTES = 4, 1440

LENGTHS = {
    "240": "Half a day (4 hours)",
    "420": "A full day (7 hours)",
    "420,420": "Two full days",
    "own": "Another length, given below",
}

KINDS = {
    "did not attend": (Cause.NO_SHOW,),
    "late cancellation": (Cause.LATE_CANCELLATION,),
    "refused as late": (Cause.PLACE, Cause.LATE_REFUSED),
    "left early": (Cause.PLACE, Cause.LEFT_EARLY),
    "attended": (Cause.PLACE,),
}
"""What came of the place, and for what an agency may then owe money, the first that costs anything."""

WORDS_OF_KINDS = {"late cancellation": "Cancelled, at the time given below"}


@dataclass(frozen=True)
class Tried:
    """What the terms give in the case that was entered. Instants are None where they play no part."""

    decision: Decision
    free_until: datetime
    full_from: datetime | None
    reason_until: datetime | None
    reason_in_time: bool | None


def _whole_number(value: Any) -> int:
    """0 for whatever is no number of a record."""
    return int(value) if str(value).isascii() and str(value).isdigit() and len(str(value)) < 10 else 0


class TryForm(Form):
    class Meta(Form.Meta):
        csrf = False

    policy_id = select_field("Version", coerce=_whole_number)
    starts_on = DateField("The session starts on", [needed("Enter the date on which the session starts")])
    starts_at = TimeField("Time of the start", [needed("Enter the time at which it starts")])
    length = choice_field("Length", LENGTHS.items(), required="Choose how long it is")
    minutes = text_field(
        "Minutes of each day",
        hint=f"Only for another length: 150 for a day, or 240, 420 for two. {MOST_DAYS} days at most.",
        classes="govuk-input--width-10",
    )
    strand = select_field("Strand")
    is_in_learning_week = tick_field("It is part of the Learning Week")
    agency = agency_field("Agency", hint="Its group decides whether it pays for places.")
    group = select_field("Or a group of agencies", hint="Counts where no agency is chosen.")
    kind = choice_field(
        "What came of it",
        [(kind, WORDS_OF_KINDS.get(kind, kind.capitalize())) for kind in KINDS],
        required="Choose what came of it",
    )
    cancelled_on = DateField("Cancelled on")
    cancelled_at = TimeField("Time of the cancellation")
    asked_on = DateField("Asked for the reason on")
    given_on = DateField("Reason given on")
    given_at = TimeField("Time of the reason")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.policy_id.choices = options(
            (policy.id, f"{policy.name}, from {long_date(policy.in_force_from)}") for policy in policies()
        )
        self.strand.choices = options((strand.value, strand.value.capitalize()) for strand in Strand)
        self.group.choices = options((group.value, group.agencies.capitalize()) for group in AgencyGroup)

    def validate_starts_at(self, field: Any) -> None:
        if self.starts_on.data and field.data and not clock.exists_in_london(self.starts_on.data, field.data):
            raise ValidationError("The clocks go forward at that time: enter another")

    def validate_minutes(self, field: Any) -> None:
        if self.length.data == "own" and not self._minutes_of_each_day():
            raise ValidationError(f"Enter the minutes of each day, such as 150 or 240, 420; {MOST_DAYS} days at most")

    def validate_cancelled_on(self, field: Any) -> None:
        if self.kind.data == "late cancellation" and field.data is None and not field.errors:
            raise ValidationError("Enter the date on which it was cancelled")

    def validate_cancelled_at(self, field: Any) -> None:
        if self.kind.data == "late cancellation" and field.data is None and not field.errors:
            raise ValidationError("Enter the time at which it was cancelled")

    def validate_asked_on(self, field: Any) -> None:
        if self.given_on.data and field.data is None and not field.errors:
            raise ValidationError("Enter when the reason was asked for, too")

    def validate_given_on(self, field: Any) -> None:
        if field.data and self.asked_on.data and field.data < self.asked_on.data:
            raise ValidationError("The reason can’t be given before it is asked for")

    def validate_given_at(self, field: Any) -> None:
        if self.given_on.data and field.data is None and not field.errors:
            raise ValidationError("Enter the time at which it was given")

    def _minutes_of_each_day(self) -> tuple[int, ...]:
        """Empty where they can't be read."""
        written = self.minutes.data if self.length.data == "own" else self.length.data
        days = re.split(r"[,;\s]+", (written or "").strip())
        if len(days) > MOST_DAYS or not all(re.fullmatch(r"\d{1,4}", day, re.ASCII) for day in days):
            return ()
        minutes = tuple(int(day) for day in days)
        return minutes if all(0 < each <= MOST_MINUTES for each in minutes) else ()

    def tried(self) -> Tried:
        """The decision on the case of a form that is valid."""
        policy = policies_queries.policy(self.policy_id.data)
        assert policy is not None
        case = self._case()
        until = self._reason_until(policy)
        given = self._instant(self.given_on.data, self.given_at.data)
        return Tried(
            decision=decide_first(policy, case, *KINDS[self.kind.data]),
            free_until=free_until(policy, case.starts_at, case.closed),
            full_from=full_charge_from(policy, case.starts_at, case.closed),
            reason_until=until,
            reason_in_time=given <= until if given and until else None,
        )

    def _case(self) -> Case:
        agency = self.agency.chosen
        starts_at = self._instant(self.starts_on.data, self.starts_at.data)
        assert starts_at is not None
        return Case(
            cause=KINDS[self.kind.data][0],
            starts_at=starts_at,
            minutes_per_day=self._minutes_of_each_day(),
            strand=Strand(self.strand.data),
            is_in_learning_week=self.is_in_learning_week.data,
            group=agency.group if agency else AgencyGroup(self.group.data),
            cancelled_at=self._instant(self.cancelled_on.data, self.cancelled_at.data),
            closed=closed_days(),
        )

    def _reason_until(self, policy: Policy) -> datetime | None:
        asked = self._instant(self.asked_on.data, time(12))
        return reason_in_time_until(policy, asked, closed_days()) if asked else None

    @staticmethod
    def _instant(on: date | None, at: time | None) -> datetime | None:
        return clock.from_london(on, at) if on and at else None
