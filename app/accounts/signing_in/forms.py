"""The forms for signing in."""

from typing import Any

from app.web.fields import code_field, email_field, tick_field
from app.web.forms import Form


def own_device_field() -> Any:
    return tick_field(
        "This is my own device: keep me signed in",
        hint="For 90 days, and the training team for 7. Leave it empty on a device that others use.",
    )


class SignInForm(Form):
    email = email_field("E-mail address", required="Enter your e-mail address")


class CodeForm(Form):
    code = code_field()


class SignInCodeForm(CodeForm):
    is_own_device = own_device_field()


class SignInLinkForm(Form):
    is_own_device = own_device_field()
