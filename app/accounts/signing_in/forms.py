"""The forms for signing in."""

from typing import Any

from wtforms import HiddenField

from app.accounts.authenticator.forms import AppCodeForm
from app.web.fields import code_field, email_field, tick_field
from app.web.forms import Form


def own_device_field() -> Any:
    return tick_field("This is my own device: keep me signed in on it, for 90 days at most")


class SignInForm(Form):
    email = email_field("E-mail address", required="Enter your e-mail address")


class CodeForm(Form):
    code = code_field()


class SignInCodeForm(CodeForm):
    is_own_device = own_device_field()


class SignInLinkForm(Form):
    is_own_device = own_device_field()


class AgainForm(Form):
    """`kept_for` is the page of the form that waits for the proof (app.web.forms.KEPT_FOR); empty where none does."""

    kept_for = HiddenField()


class AgainByCodeForm(CodeForm, AgainForm):
    pass


class AgainByAppForm(AppCodeForm, AgainForm):
    pass
