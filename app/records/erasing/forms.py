"""Erasing is asked once more, with who wanted it."""

from app.records.holdings.forms import AskedForm
from app.web.fields import email_field, tick_field


class ErasureForm(AskedForm):
    is_sure = tick_field(
        "I have read what goes and what stays, and know that it can’t be undone",
        required="Tick that you know that it can’t be undone",
    )


class AddressErasureForm(ErasureForm):
    email = email_field("E-mail address", required="Enter the e-mail address", autocomplete="off")
