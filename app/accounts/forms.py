"""Forms for signing in."""

from app.fields import Form, email_field, text_field


class SignInForm(Form):
    email = email_field("E-mail address", required="Enter your e-mail address")


class CodeForm(Form):
    code = text_field(
        "Six-digit code",
        required="Enter the six-digit code from the e-mail",
        most=20,
        classes="govuk-input--width-5 cb-code",
        autocomplete="one-time-code",
        inputmode="numeric",
    )
