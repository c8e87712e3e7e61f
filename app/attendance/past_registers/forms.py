"""The file of a past register, and what its preview showed."""

from typing import Any

from wtforms import HiddenField

from app.attendance.past_registers import refusals, rules
from app.core import clock
from app.core.errors import Refusal
from app.settings import queries as settings
from app.settings.rules_lists import Sectors
from app.web.fields import file_field
from app.web.forms import Form, FormOfLines

MOST_SHOWN = 50


class PastRegisterForm(FormOfLines):
    lines = "file"
    file = file_field("Register file", required="Choose a file", hint="CSV in UTF-8, up to 2 MB: one booking a line.")

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        """The first fifty lines that are wrong; nothing is imported while there is one."""
        complaints = [complaint[:1].upper() + complaint[1:] for complaint in refusal.message.splitlines()]
        left = len(complaints) - MOST_SHOWN
        more = [f"and {left:,} more"] if left > 0 else []
        self.file.errors = [*self.file.errors, *complaints[:MOST_SHOWN], *more]


class ConfirmPastRegisterForm(Form):
    """The file that the preview showed."""

    text: Any = HiddenField()


def read_past(content: bytes) -> list[rules.PastSession]:
    """Raises BadRegisterFile, for a file without a line too."""
    past = rules.read_register(content, settings.current(Sectors), at=clock.now())
    if not past:
        raise refusals.BadRegisterFile(["This file holds no lines: nothing would be added."])
    return past
