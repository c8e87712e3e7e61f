"""The officer's decision."""

from app.fields import Form, long_text_field


class WaiveForm(Form):
    reason = long_text_field(
        "Reason for waiving",
        required="Give the reason for waiving this charge",
        hint="Such as: sickness, with the manager’s word. Don’t name a child or a family.",
        most=1000,
    )
