"""Why somebody didn't come, in their own words."""

from app.charging.forms import MOST_WORDS
from app.charging.rules import NEVER_NAME
from app.web.fields import long_text_field
from app.web.forms import Form


class ReasonForm(Form):
    """From a mailed link."""

    words = long_text_field(
        "What was the reason?", required="Tell us what the reason was", hint=NEVER_NAME, most=MOST_WORDS
    )
