"""The form of a trainer."""

from app.fields import (
    Form,
    select_field,
    text_field,
)


class TrainerForm(Form):
    name = text_field("Name", required="Enter the trainer’s name")
    agency_id = select_field("Lent by", coerce=lambda agency_id: int(agency_id or 0))
