"""Form fields that render as GOV.UK components: what is chosen, what is typed, and what is written in one way only."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation, ValidationError

from app.personal.rules_addresses import NotAnAddress, normal_address
from app.web.dates import iso_date, iso_time
from app.web.widgets import Area, File, Input, Radios, Select, Tick, Ticks


def needed(message: str) -> Callable[..., None]:
    """Must be filled in; spaces alone don't count."""

    def check(form: Any, field: Any) -> None:
        if field.errors:
            raise StopValidation  # what was typed couldn't be read, and that is said already
        if field.data is None or field.data is False or field.data == "":
            raise StopValidation(message)

    check.field_flags = {}  # type: ignore[attr-defined]
    return check


class _OneOf(RadioField):
    """Radios whose one complaint, whatever was sent instead of a choice, is that none was made."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None

    def pre_validate(self, form: Any) -> None:
        """Leaves it to `needed` to complain."""
        if not any(choice.selected for choice in self.iter_choices()):
            self.data = None


def options(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """What can be chosen: values and the words for them."""
    return [SelectChoice(value, words) for value, words in pairs]


def choice_field(
    label: str,
    choices: Iterable[tuple[Any, str]] | Callable[[], list[SelectChoice]],
    *,
    required: str = "",
    hint: str = "",
    coerce: Any = str,
    checks: Sequence[Any] = (),
) -> Any:
    """One of a few, as radios; `choices` can be asked for anew for each form."""
    all_checks = [*([needed(required)] if required else []), *checks]
    offered = choices if callable(choices) else options(choices)
    return _OneOf(label, all_checks, choices=offered, coerce=coerce, description=hint, widget=Radios())


def select_field(label: str, *, hint: str = "", coerce: Any = str) -> Any:
    """One of many, as a drop-down."""
    return SelectField(label, choices=[], coerce=coerce, description=hint, widget=Select())


def ticks_field(
    label: str,
    choices: Iterable[tuple[Any, str]] = (),
    *,
    hint: str = "",
    coerce: Any = str,
    checks: Sequence[Any] = (),
) -> Any:
    """Any of several, as checkboxes."""
    return SelectMultipleField(
        label, list(checks), choices=options(choices), coerce=coerce, description=hint, widget=Ticks()
    )


def tick_field(label: str, *, required: str = "", hint: str = "") -> Any:
    """A single tick."""
    checks = [needed(required)] if required else []
    return BooleanField(label, checks, description=hint, widget=Tick())


def _one_line(value: Any) -> Any:
    """Names and titles become mail headers, which have one line."""
    return " ".join(value.split()) if isinstance(value, str) else value


def text_field(
    label: str, *, required: str = "", hint: str = "", most: int = 200, checks: Sequence[Any] = (), **widget: Any
) -> Any:
    """One line of text. `required` is what to say when it is empty."""
    all_checks: list[Any] = [needed(required)] if required else []
    all_checks += [Length(max=most, message=f"{label} must be {most} characters or fewer"), *checks]
    return StringField(label, all_checks, description=hint, filters=[_one_line], widget=Input(**widget))


def _is_an_address(form: Any, field: Any) -> None:
    if not field.data:
        return  # whether it may be left out is for another check to say
    try:
        field.data = normal_address(field.data)
    except NotAnAddress:
        raise ValidationError("Enter an e-mail address in the form name@example.org") from None


def email_field(label: str, *, required: str = "", hint: str = "", autocomplete: str = "email") -> Any:
    """An e-mail address, compared in lower case everywhere."""
    checks: list[Any] = [needed(required)] if required else []
    checks += [
        Length(max=254, message="The e-mail address must be 254 characters or fewer"),
        _is_an_address,
    ]
    return StringField(
        label,
        checks,
        description=hint,
        filters=[_one_line],
        widget=Input("email", autocomplete=autocomplete, spellcheck="false"),
    )


def _six_digits(form: Any, field: Any) -> None:
    """A slip of the finger costs no try."""
    if field.data and not re.fullmatch(r"\d{6}", "".join(field.data.split()), re.ASCII):
        raise ValidationError("The code has six digits: look at the e-mail again")


def code_field() -> Any:
    """The six-digit code of a mail; phones offer it by themselves."""
    return text_field(
        "Six-digit code",
        required="Enter the six-digit code from the e-mail",
        most=20,
        checks=[_six_digits],
        classes="govuk-input--width-5 cb-code",
        autocomplete="one-time-code",
        inputmode="numeric",
    )


def long_text_field(
    label: str, *, required: str = "", hint: str = "", most: int = 4000, checks: Sequence[Any] = ()
) -> Any:
    all_checks: list[Any] = [*([needed(required)] if required else []), *checks]
    all_checks.append(Length(max=most, message=f"{label} must be {most:,} characters or fewer"))
    return TextAreaField(label, all_checks, description=hint, widget=Area())


def file_field(label: str, *, required: str = "", hint: str = "") -> Any:
    """One file to upload. Its form needs enctype="multipart/form-data"."""
    return FileField(label, [needed(required)] if required else [], description=hint, widget=File())


class _WrittenField(StringField):
    """A native date or time input that keeps what was typed when it can't be read."""

    read: Callable[[str], Any]
    complaint: str

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        given = valuelist[0].strip() if valuelist else ""
        if given:
            try:
                self.data = type(self).read(given)
            except ValueError:
                raise ValueError(self.complaint) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat()[: self.length] if self.data else ""

    length = 10


class DateField(_WrittenField):
    read = staticmethod(iso_date)
    complaint = "Enter a real date, such as 2027-02-08"
    widget = Input("date", classes="govuk-input--width-10")


class TimeField(_WrittenField):
    read = staticmethod(iso_time)
    complaint = "Enter a time, such as 09:30"
    length = 5
    widget = Input("time", classes="govuk-input--width-5")


class WholeNumberField(_WrittenField):
    """Digits alone: "12.5", "1e3" and "-1" are refused in words."""

    complaint = "Enter a whole number"
    widget = Input("text", classes="govuk-input--width-4", inputmode="numeric")

    @staticmethod
    def read(given: str) -> int:
        if not (given.isascii() and given.isdigit()) or len(given) > 9:
            raise ValueError(given)
        return int(given)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class PoundsField(_WrittenField):
    """Pounds and pence as people write them, "£52.50", "52.50", "52" or "1,200"; the data are pence."""

    complaint = "Enter pounds and pence, such as 52.50"
    widget = Input("text", classes="govuk-input--width-5", inputmode="decimal")

    @staticmethod
    def read(given: str) -> int:
        written = re.fullmatch(r"£?\s*(\d{1,3}(?:,\d{3})+|\d{1,7})(?:\.(\d\d))?", given, re.ASCII)
        if not written or len(given) > 20:
            raise ValueError(given)
        return int(written[1].replace(",", "")) * 100 + int(written[2] or 0)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else in_pounds(self.data)


def in_pounds(pence: int) -> str:
    """52 or 52.50: as it is typed into the field."""
    return str(pence // 100) if pence % 100 == 0 else f"{pence // 100}.{pence % 100:02d}"
