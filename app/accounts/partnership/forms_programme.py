"""The forms of the settings about the programme, places and mail before a session."""

import re
from typing import Any

from wtforms.validators import ValidationError

from app.accounts.partnership.forms_group import GroupForm
from app.settings.rules_programme import (
    LunchtimeSeries,
)
from app.web.fields import (
    WholeNumberField,
    long_text_field,
    text_field,
)


class IntroductionForm(GroupForm):
    introduction = long_text_field(
        "Introduction",
        hint="Stands under the heading of the first page. An empty line begins a new paragraph. How to book and until "
        "when cancelling is free are said behind it.",
        most=1000,
    )


class ReviewLineForm(GroupForm):
    percent = WholeNumberField(
        "Review line, percent",
        description="Courses whose attendance is below it stand on Today and are hollow in the report. It changes what "
        "is shown of past years too.",
    )

    def validate_percent(self, field: Any) -> None:
        if field.errors:
            return
        if field.data is None or not 1 <= field.data <= 100:
            raise ValidationError("Enter a whole number from 1 to 100")


class HeldPlacesForm(GroupForm):
    """What an agency’s lead can hold of a session before they know who comes."""

    MOST = {"most": 50, "days_before": 90, "reminder_days": 30}

    most = WholeNumberField("Most places of a session for one agency", description="0: nobody can hold any.")
    days_before = WholeNumberField("Names by, days before the session", description="What has none is free again.")
    reminder_days = WholeNumberField("Days before that on which we remind the lead", description="0: never.")

    def validate(self, extra_validators: Any = None) -> bool:
        is_right = bool(super().validate(extra_validators))
        for name, most in self.MOST.items():
            field = self[name]
            if not field.errors and not (field.data is not None and field.data <= most):
                field.errors, is_right = [f"Enter a whole number from 0 to {most}"], False
        return is_right


class ReminderTimesForm(GroupForm):
    """Joining details come before the reminder."""

    joining_days = WholeNumberField(
        "Joining details, days before", description="To everybody who has booked by then. From 2 to 60."
    )
    reminder_days = WholeNumberField("Reminder, days before", description="From 1 to 30.")
    hour = WholeNumberField("Hour of both", description="From 0 to 23, in London, such as 9 for 9am or 15 for 3pm.")
    week_hour = WholeNumberField(
        "Hour of a Learning Week’s letters",
        description="The day before each of its days, instead of joining details and reminders. From 0 to 23.",
    )

    def _must_be_in(self, field: Any, first: int, last: int) -> None:
        if not field.errors and (field.data is None or not first <= field.data <= last):
            raise ValidationError(f"Enter a whole number from {first} to {last}")

    def validate_joining_days(self, field: Any) -> None:
        self._must_be_in(field, 2, 60)
        if field.data is not None and self.reminder_days.data is not None and field.data <= self.reminder_days.data:
            raise ValidationError("Joining details go out before the reminder: enter more days than for the reminder")

    def validate_reminder_days(self, field: Any) -> None:
        self._must_be_in(field, 1, 30)

    def validate_hour(self, field: Any) -> None:
        self._must_be_in(field, 0, 23)

    validate_week_hour = validate_hour


MOST_DAYS_OF_TRAINER_MAIL = 60


def _some_days(form: Any, field: Any) -> None:
    if not field.errors and (field.data is None or not 0 <= field.data <= MOST_DAYS_OF_TRAINER_MAIL):
        raise ValidationError(f"Enter a whole number of days from 0 to {MOST_DAYS_OF_TRAINER_MAIL}")


class TrainerMailForm(GroupForm):
    chase_after = WholeNumberField(
        "Ask again who hasn’t answered, after so many days", [_some_days], description="0: nobody is asked again."
    )
    remind_before = WholeNumberField(
        "Remind of a session, so many days before", [_some_days], description="0: no reminder."
    )
    register_before = WholeNumberField(
        "Send the register, so many days before",
        [_some_days],
        description="A link to mark it, which asks them to sign in. 0: it isn’t sent.",
    )


class BillTermsForm(GroupForm):
    days_to_pay = WholeNumberField("Days to pay", [_some_days], description="Counted from the day the bill is made.")
    how_to_pay = long_text_field(
        "How to pay", hint="Such as: account name, sort code and number, or whom to ask. A line each.", most=600
    )
    about_vat = long_text_field("About VAT", hint="What the codes beside the lines mean.", most=600)


class LunchtimeForm(GroupForm):
    """Nine fields: three of each series."""


for _number, _key in zip(("First", "Second", "Third"), LunchtimeSeries().keys, strict=True):
    _name = _key.replace(" ", "_")
    _label = f"{_number} series: name"
    setattr(
        LunchtimeForm, f"{_name}_name", text_field(_label, required=f"Enter the name of the {_number.lower()} series")
    )
    setattr(
        LunchtimeForm,
        f"{_name}_introduction",
        long_text_field(f"{_number} series: introduction", hint="What it is, in a sentence or two.", most=600),
    )
    setattr(
        LunchtimeForm,
        f"{_name}_when",
        text_field(f"{_number} series: usual day and time", hint="Such as: Tuesdays, 12:30pm to 1:30pm"),
    )


WEBSITE = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")


class EmbeddedListForm(GroupForm):
    websites = long_text_field(
        "Websites that may show it",
        hint="The address that each website’s pages begin with, such as https://www.example.org, one a line. Whoever "
        "runs the website puts a frame around the address of this site with /embed behind it.",
        most=1000,
    )

    def validate_websites(self, field: Any) -> None:
        typed = [each.lower().rstrip("/") for each in (field.data or "").split()]
        for each in typed:
            if not WEBSITE.fullmatch(each):
                raise ValidationError(f"“{each}” is no website: write it as https://www.example.org, without a page")
        field.data = "\n".join(typed)
