"""The forms of an authenticator app."""

import re
from typing import Any

from wtforms.validators import ValidationError

from app.accounts.authenticator.rules import is_recovery_code
from app.settings.rules_sign_in import AppRequiredOf
from app.web.fields import choice_field, text_field
from app.web.forms import Form

NO_CODE = "The app’s code has six digits"
NEITHER_CODE = "Enter the six digits that the app shows, or one of your recovery codes"


def _is_app_code(typed: str) -> bool:
    return re.fullmatch(r"\d{6}", "".join(typed.split()), re.ASCII) is not None


def _of_an_app(form: Any, field: Any) -> None:
    if field.data and not _is_app_code(field.data):
        raise ValidationError(NO_CODE)


def _of_an_app_or_for_recovery(form: Any, field: Any) -> None:
    """A slip of the finger costs no try."""
    if field.data and not (_is_app_code(field.data) or is_recovery_code(field.data)):
        raise ValidationError(NEITHER_CODE)


class FirstCodeForm(Form):
    code = text_field(
        "Code that the app shows",
        required="Enter the six digits that the app shows",
        most=20,
        checks=[_of_an_app],
        classes="govuk-input--width-5 cb-code",
        autocomplete="one-time-code",
        inputmode="numeric",
    )


class AppCodeForm(Form):
    code = text_field(
        "Code from the app",
        required=NEITHER_CODE,
        hint="Six digits. Is your phone not to hand? Type one of your recovery codes.",
        most=40,
        checks=[_of_an_app_or_for_recovery],
        classes="govuk-input--width-20",
        autocomplete="one-time-code",
        spellcheck="false",
    )


class SignInRulesForm(Form):
    app_required_of = choice_field(
        "Who must use an authenticator app?",
        [
            (AppRequiredOf.NOBODY, "Nobody: whoever wants to"),
            (AppRequiredOf.TRAINING_TEAM, "The training team"),
            (AppRequiredOf.STAFF, "All staff: trainers, agency leads and finance too"),
        ],
        required="Choose who must use an app",
        coerce=AppRequiredOf,
        hint="Whoever must and has none sets it up when they next open a page. Nothing else opens before.",
    )
