"""The forms of a decision on a charge."""

from app.charging.forms import MOST_WORDS, reason_field
from app.charging.rules import NEVER_NAME
from app.web.fields import long_text_field
from app.web.forms import Form


class ToldForm(Form):
    """The office writes down what it was told."""

    told = long_text_field(
        "What were you told, and by whom?",
        required="Write down what you were told",
        hint=f"Such as: her manager rang, she was in court. {NEVER_NAME}",
        most=MOST_WORDS,
    )


class WaiveForm(Form):
    why = reason_field("Why is it waived?")
    words = long_text_field(
        "In your words",
        required="Give the reason in words: it is kept with the charge",
        hint=f"Such as: ill, with the manager’s word. {NEVER_NAME}",
        most=1000,
    )


class TakeBackForm(Form):
    why = reason_field("Why isn’t it owed?")
    words = long_text_field(
        "In your words",
        required="Give the reason in words: it is kept with the charge",
        hint=f"Such as: we had the wrong date on the register. {NEVER_NAME}",
        most=1000,
    )


class WriteOffForm(Form):
    words = long_text_field(
        "Why won’t it be paid?",
        required="Give the reason in words: it is kept with the charge",
        hint="Such as: the agency has closed.",
        most=1000,
    )
