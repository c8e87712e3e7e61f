"""Whose data are looked for."""

from app.records.holdings.forms import AskedForm
from app.web.fields import email_field
from app.web.forms import Form


class AddressForm(Form):
    """Posted, so that the address stands in no log and no history."""

    email = email_field(
        "E-mail address",
        required="Enter the e-mail address",
        hint="Of anybody: a line manager or a subscriber may have no record of their own.",
        autocomplete="off",
    )


class AccessForm(AskedForm):
    pass


class AddressAccessForm(AskedForm):
    """For an address without a record; the address travels with the form."""

    email = email_field("E-mail address", required="Enter the e-mail address", autocomplete="off")


class DownloadForm(Form):
    """A button and nothing else."""
