"""The form of a page's text."""

from app.accounts.public_notices.rules import LONGEST_TEXT
from app.web.fields import long_text_field
from app.web.forms import Form


class NoticeForm(Form):
    text = long_text_field(
        "Text, in Markdown",
        required="Write the text, or go back to the default",
        hint="# begins a heading and - an item of a list. **Bold** stands between two asterisks, and a link is "
        "[words](https://example.org). HTML and pictures are not shown.",
        most=LONGEST_TEXT,
    )
