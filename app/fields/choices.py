"""Fields to choose in: one of a few, one of many, any of several, a single tick."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.fields.checks import needed
from app.fields.widgets import Radios, Select, Tick, Ticks


class _OneOf(RadioField):
    """Radios whose one complaint, whatever was sent instead of a choice, is that none was made."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            self.data = None

    def pre_validate(self, form: Any) -> None:
        """Leaves it to `needed` to complain."""
        if not any(choice.selected for choice in self.iter_choices()):
            self.data = None


def options(pairs: Iterable[tuple[Any, str]]) -> list[SelectChoice]:
    """What can be chosen: values and the words for them."""
    return [SelectChoice(value, words) for value, words in pairs]


def choice_field(
    label: str,
    choices: Iterable[tuple[Any, str]],
    *,
    required: str = "",
    hint: str = "",
    coerce: Any = str,
    checks: Sequence[Any] = (),
) -> Any:
    """One of a few, as radios."""
    all_checks = [*([needed(required)] if required else []), *checks]
    return _OneOf(label, all_checks, choices=options(choices), coerce=coerce, description=hint, widget=Radios())


def select_field(label: str, *, hint: str = "", coerce: Any = str) -> Any:
    """One of many, as a drop-down."""
    return SelectField(label, choices=[], coerce=coerce, description=hint, widget=Select())


def ticks_field(
    label: str,
    choices: Iterable[tuple[Any, str]] = (),
    *,
    hint: str = "",
    coerce: Any = str,
    checks: Sequence[Any] = (),
) -> Any:
    """Any of several, as checkboxes."""
    return SelectMultipleField(
        label, list(checks), choices=options(choices), coerce=coerce, description=hint, widget=Ticks()
    )


def tick_field(label: str, *, required: str = "", hint: str = "") -> Any:
    """A single tick."""
    checks = [needed(required)] if required else []
    return BooleanField(label, checks, description=hint, widget=Tick())
