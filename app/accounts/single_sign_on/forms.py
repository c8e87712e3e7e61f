"""The form of linking an account."""

from app.web.fields import email_field
from app.web.forms import Form


class ProveAddressForm(Form):
    email = email_field("Your e-mail address here", required="Enter your e-mail address")
