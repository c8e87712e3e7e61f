"""The workforce as it is typed in."""

from typing import Any

from wtforms.validators import ValidationError

from app.reporting.reach import rules
from app.web.fields import WholeNumberField, long_text_field
from app.web.forms import Form


class WorkforceForm(Form):
    """Both may stay empty: then nothing is said of the agency's workforce."""

    whole = WholeNumberField(
        "People in all",
        description="Who works with children and families there, volunteers too. Empty: the sum of the roles.",
    )
    roles = long_text_field(
        "By role",
        hint="One a line, a comma and the number: Health visitor, 42. Name a role as people do when they book.",
    )

    def __init__(self, told: dict[str, int], **kwargs: Any) -> None:
        roles = {role: people for role, people in told.items() if role}
        super().__init__(data={"whole": told.get(""), "roles": rules.as_lines(roles)}, **kwargs)

    def validate_whole(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= rules.MOST_PEOPLE:
            raise ValidationError(f"Enter from 1 to {rules.MOST_PEOPLE:,} people, or leave it empty")

    def validate_roles(self, field: Any) -> None:
        try:
            roles = rules.roles_in(field.data or "")
        except rules.RolesUnclear as error:
            raise ValidationError(str(error)) from None
        if self.whole.data is not None and sum(roles.values()) > self.whole.data:
            raise ValidationError("The roles add up to more people than there are in all")

    def told(self) -> dict[str, int]:
        whole = {"": self.whole.data} if self.whole.data else {}
        return whole | rules.roles_in(self.roles.data or "")
