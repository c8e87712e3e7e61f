"""The field in which an agency is named, wherever one is chosen."""

from typing import Any

from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from app.accounts.models import Agency, name_key
from app.accounts.people import queries
from app.accounts.people.fields import did_you_mean
from app.web.fields import needed
from app.web.widgets import Input


class AgencyField(StringField):
    """An agency by its name, typed or taken from the names suggested; `chosen` is the agency, None where it is empty.

    One that stands already stays what it is, though it has been merged or unlisted since.
    """

    data: Any
    chosen: Agency | None = None

    def __init__(self, *args: Any, takes_unlisted: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takes_unlisted = takes_unlisted

    def process_data(self, value: Agency | None) -> None:
        self.chosen, self.data = value, value.name if value else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = " ".join(valuelist[0].split())

    def pre_validate(self, form: Any) -> None:
        standing, self.chosen = self.chosen, None
        if not self.data:
            return
        if standing and standing.name_key == name_key(self.data):
            self.chosen = standing
            return
        agency = queries.agency_by_name(self.data)
        if agency is None or not (agency.is_listed or self.takes_unlisted):
            raise ValidationError(_unknown(self.data))
        self.chosen = agency

    def __call__(self, **kwargs: Any) -> Markup:
        """With the names to choose from while typing: works without JavaScript."""
        option = Markup('<option value="{}"></option>')
        names = Markup("").join(option.format(name) for name in queries.names_to_suggest())
        suggested = f"{self.id}-suggested"
        drawn = Markup(super().__call__(list=suggested, **kwargs))  # noqa: S704 (the widget escapes)
        return drawn + Markup('<datalist id="{}">{}</datalist>').format(suggested, names)


def agency_field(label: str, *, required: str = "", hint: str = "", takes_unlisted: bool = False) -> Any:
    """`hint` says what an empty one means; how to fill it in is said before it."""
    checks: list[Any] = [needed(required)] if required else []
    checks.append(Length(max=200, message=f"{label} must be 200 characters or fewer"))
    how = "Start typing its name, as it is listed."
    return AgencyField(
        label,
        checks,
        description=f"{how} {hint}".strip(),
        takes_unlisted=takes_unlisted,
        widget=Input(autocomplete="off"),
    )


def _unknown(name: str) -> str:
    """With the names that come near."""
    return f"No agency in the list is called “{name[:60]}”{did_you_mean(name)}"
