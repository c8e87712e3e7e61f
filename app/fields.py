"""Form fields that render as GOV.UK components, with that library's rough edges mended once."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation, ValidationError

from app.addresses import NotAnAddress, normal_address
from app.errors import Refusal

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Form(FlaskForm):
    """A form whose summary can also show a command's refusal."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, (FieldList, FormField)):
                return unbound_field.bind(form=form, **options)
            filters = [*unbound_field.kwargs.get("filters", []), _tidy]
            return unbound_field.bind(form=form, filters=filters, **options)

    def problems(self) -> list[dict[str, str | None]]:
        """What to mend, in the order of the page, each with the address of its field: for the error summary."""
        summary: list[dict[str, str | None]] = [{"text": str(words), "href": None} for words in self.form_errors]
        for field in self:
            summary += _problems_of(field)
        return summary

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        """Show a refusal beside the field it is about, or above the whole form."""
        field = field or refusal.field
        if field in self:
            self[field].errors = [*self[field].errors, refusal.message]
        else:
            self.form_errors.append(refusal.message)


class FormOfLines(Form):
    """A form whose field `lines` holds several things: the summary tells every complaint about it, not the first."""

    lines: str

    def problems(self) -> list[dict[str, str | None]]:
        field, here = self[self.lines], f"#{self[self.lines].id}"
        told = [problem for problem in super().problems() if problem["href"] != here]
        told += [{"text": str(words), "href": here} for words in field.errors]
        return told


def _one_line(value: Any) -> Any:
    """Names and titles become mail headers, which have one line."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _problems_of(field: Any) -> list[dict[str, str | None]]:
    parts = getattr(field, "entries", None) or (list(field.form) if hasattr(field, "form") else [])
    inner = [problem for part in parts for problem in _problems_of(part)]
    if inner or not field.errors:
        return inner
    return [{"text": str(field.errors[0]), "href": f"#{field.id}"}]


def _tidy(value: Any) -> Any:
    """No stray spaces, and no control characters: a NUL would upset PostgreSQL. A state chosen stays one."""
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return value
    return CONTROL_CHARACTERS.sub("", value.replace("\r\n", "\n")).strip()


class _Input(GovTextInput):
    def __init__(self, input_type: str = "text", classes: str = "", **attributes: str) -> None:
        super().__init__(input_type)
        self.classes, self.attributes = classes, attributes

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        kwargs["required"] = False
        return super().__call__(field, **{**{k.rstrip("_"): v for k, v in self.attributes.items()}, **kwargs})

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["attributes"].pop("required", None)
        params["autocomplete"] = params["attributes"].pop("autocomplete", None)
        params["inputmode"] = params["attributes"].pop("inputmode", None)
        params["classes"] = self.classes
        return params


class _Area(GovTextArea):
    def __call__(self, field: Any, **kwargs: Any) -> Any:
        return super().__call__(field, required=False, **kwargs)

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["rows"] = params["attributes"].pop("rows", 4)
        params["attributes"].pop("required", None)
        return params


class _File(GovFileInput):
    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["attributes"].pop("required", None)
        return params


class _Select(GovSelect):
    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        params["attributes"].pop("required", None)
        return params


class _Group:
    """Radios and checkboxes: no empty hint, hints per choice, and the id the error summary points at."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)  # type: ignore[misc]
        params["idPrefix"] = field.id
        if not field.description:
            params.pop("hint")
        if "fieldset" in params:
            params["fieldset"]["legend"]["classes"] = "govuk-fieldset__legend--s"
        return params


class _Radios(_Group, GovRadioInput):
    pass


class _Ticks(_Group, GovCheckboxesInput):
    pass


class _Tick(_Group, GovCheckboxInput):
    pass


def needed(message: str) -> Callable[..., None]:
    """Must be filled in; spaces alone don't count."""

    def check(form: Any, field: Any) -> None:
        if field.errors:
            raise StopValidation  # what was typed couldn't be read, and that is said already
        if field.data is None or field.data is False or field.data == "":
            raise StopValidation(message)

    check.field_flags = {}  # type: ignore[attr-defined]
    return check


def text_field(
    label: str, *, required: str = "", hint: str = "", most: int = 200, checks: Sequence[Any] = (), **widget: Any
) -> Any:
    """One line of text. `required` is what to say when it is empty."""
    all_checks: list[Any] = [needed(required)] if required else []
    all_checks += [Length(max=most, message=f"{label} must be {most} characters or fewer"), *checks]
    return StringField(label, all_checks, description=hint, filters=[_one_line], widget=_Input(**widget))


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
        widget=_Input("email", autocomplete=autocomplete, spellcheck="false"),
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


def long_text_field(label: str, *, required: str = "", hint: str = "", most: int = 4000) -> Any:
    checks: list[Any] = [needed(required)] if required else []
    checks.append(Length(max=most, message=f"{label} must be {most:,} characters or fewer"))
    return TextAreaField(label, checks, description=hint, widget=_Area())


def file_field(label: str, *, required: str = "", hint: str = "") -> Any:
    """One file to upload. Its form needs enctype="multipart/form-data"."""
    return FileField(label, [needed(required)] if required else [], description=hint, widget=_File())


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
    label: str, choices: Iterable[tuple[Any, str]], *, required: str, hint: str = "", coerce: Any = str
) -> Any:
    """One of a few, as radios."""
    return _OneOf(
        label, [needed(required)], choices=options(choices), coerce=coerce, description=hint, widget=_Radios()
    )


def select_field(label: str, *, hint: str = "", coerce: Any = str) -> Any:
    """One of many, as a drop-down."""
    return SelectField(label, choices=[], coerce=coerce, description=hint, widget=_Select())


def ticks_field(label: str, choices: Iterable[tuple[Any, str]] = (), *, hint: str = "", coerce: Any = str) -> Any:
    """Any of several, as checkboxes."""
    return SelectMultipleField(label, choices=options(choices), coerce=coerce, description=hint, widget=_Ticks())


def tick_field(label: str, *, required: str = "", hint: str = "") -> Any:
    """A single tick."""
    checks = [needed(required)] if required else []
    return BooleanField(label, checks, description=hint, widget=_Tick())


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
    @staticmethod
    def read(given: str) -> date:
        """A date within living memory: year 202 is a slip of the finger."""
        if not re.fullmatch(r"(19|20|21)\d\d-\d\d-\d\d", given, re.ASCII):
            raise ValueError(given)
        return date.fromisoformat(given)

    complaint = "Enter a real date, such as 2027-02-08"
    widget = _Input("date", classes="govuk-input--width-10")


class TimeField(_WrittenField):
    @staticmethod
    def read(given: str) -> time:
        """Hours and minutes, without a zone: it is London's wall clock."""
        if not re.fullmatch(r"\d\d:\d\d", given, re.ASCII):
            raise ValueError(given)
        return time.fromisoformat(given)

    complaint = "Enter a time, such as 09:30"
    length = 5
    widget = _Input("time", classes="govuk-input--width-5")


class WholeNumberField(_WrittenField):
    """Digits alone: "12.5", "1e3" and "-1" are refused in words."""

    complaint = "Enter a whole number"
    widget = _Input("text", classes="govuk-input--width-4", inputmode="numeric")

    @staticmethod
    def read(given: str) -> int:
        if not (given.isascii() and given.isdigit()) or len(given) > 9:
            raise ValueError(given)
        return int(given)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)
