"""The forms for signing in."""

from app.web.fields import code_field, email_field
from app.web.forms import Form


class SignInForm(Form):
    email = email_field("E-mail address", required="Enter your e-mail address")


class SignInCodeForm(Form):
    code = code_field()
