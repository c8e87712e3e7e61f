"""Forms of the sender's page."""

from typing import Any

from wtforms.validators import Optional, ValidationError

from app.notifications.sender.rules import SELECTOR, SELECTORS
from app.web.fields import text_field
from app.web.forms import Form


class SendTestForm(Form):
    """A button."""


class LookUpForm(Form):
    """What the page is asked for in its address."""

    selector = text_field(
        "DKIM selector, if you know it",
        hint="The first part of the name of your DKIM record. Leave it empty to try the common ones.",
        most=62,
        checks=[Optional()],
    )

    def validate_selector(self, field: Any) -> None:
        if field.data and not SELECTOR.fullmatch(field.data):
            raise ValidationError("Enter a selector such as selector1: letters, digits, dots and hyphens")

    def selectors(self) -> list[str]:
        """Those to look under."""
        typed = str(self.selector.data or "").lower()
        return list(dict.fromkeys([*([typed] if typed else []), *SELECTORS]))
