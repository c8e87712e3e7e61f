"""The form of who sets Coursebook up."""

from app.accounts.signing_in.forms import CodeForm
from app.person_names.fields import name_field
from app.web.fields import email_field
from app.web.forms import Form


class FirstManagerForm(Form):
    name = name_field("Your name", required="Enter your name", autocomplete="name")
    email = email_field("Your e-mail address", required="Enter your e-mail address", hint="You sign in with it.")


class FirstManagerCodeForm(CodeForm):
    pass
