"""Fields for words: a line, an address, a code, a text, a file."""

import re
from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from app.addresses import NotAnAddress, normal_address
from app.fields.checks import needed
from app.fields.widgets import Area, File, Input


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


def long_text_field(label: str, *, required: str = "", hint: str = "", most: int = 4000) -> Any:
    checks: list[Any] = [needed(required)] if required else []
    checks.append(Length(max=most, message=f"{label} must be {most:,} characters or fewer"))
    return TextAreaField(label, checks, description=hint, widget=Area())


def file_field(label: str, *, required: str = "", hint: str = "") -> Any:
    """One file to upload. Its form needs enctype="multipart/form-data"."""
    return FileField(label, [needed(required)] if required else [], description=hint, widget=File())
