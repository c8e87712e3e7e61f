"""What the office adds to a quarter's pack when it keeps it."""

from app.reporting.board_pack.rules import LONGEST_NOTE
from app.web.fields import long_text_field
from app.web.forms import Form


class PackForm(Form):
    note = long_text_field(
        "A note to the board", hint="A few sentences at the top of the page, if you like.", most=LONGEST_NOTE
    )


class CorrectedPackForm(PackForm):
    changes = long_text_field("What changed since the last version", hint="It stands on the page.", most=300)
