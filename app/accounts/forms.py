"""Forms for signing in."""

from app.fields import Form, code_field, email_field


class SignInForm(Form):
    email = email_field("E-mail address", required="Enter your e-mail address")


class CodeForm(Form):
    code = code_field()
