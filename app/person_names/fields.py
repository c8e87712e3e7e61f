"""The field for a person's name, wherever one is typed."""

from typing import Any

from markupsafe import Markup
from wtforms import StringField
from wtforms.validators import Length, ValidationError

from app.person_names.names import with_capitals
from app.web.fields import needed
from app.web.widgets import Input


class NameInput(Input):
    """What is asked about a name stands as its hint: it is no mistake."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        params = super().map_gov_params(field, **kwargs)
        if field.is_asked_about:
            params["hint"], params["errorMessage"] = {"text": field.errors[0], "classes": "cb-suggestion"}, None
        return params


class NameField(StringField):
    """A person's name. One in small letters alone is asked about, once: with capitals in the field, to be changed back.

    What was asked about goes along unseen. `is_asked_about` while that is all there is to say of it.
    """

    data: Any
    asked = ""
    is_asked_about = False

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        self.asked = formdata.get(f"{self.name}-asked", "") if formdata else ""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        typed = self.data or ""
        offered = with_capitals(typed)
        if validation_stopped or self.errors or not offered or typed == self.asked:
            return
        self.asked, self.data, self.is_asked_about = typed, offered, True
        raise ValidationError(f"Is “{typed}” written {offered}? Go on if it is, or change it back")

    def __call__(self, **kwargs: Any) -> Markup:
        drawn = Markup(super().__call__(**kwargs))  # noqa: S704 (the widget's own markup)
        kept = Markup('<input type="hidden" name="{}-asked" value="{}">').format(self.name, self.asked)
        return drawn + kept if self.asked else drawn


def name_field(label: str, *, required: str = "", hint: str = "", autocomplete: str = "off") -> Any:
    """As it goes into letters, registers and certificates: on one line."""
    all_checks: list[Any] = [needed(required)] if required else []
    all_checks.append(Length(max=200, message=f"{label} must be 200 characters or fewer"))
    widget = NameInput(autocomplete=autocomplete)
    return NameField(label, all_checks, description=hint, filters=[_one_line], widget=widget)


def _one_line(name: Any) -> Any:
    return " ".join(name.split()) if isinstance(name, str) else name
