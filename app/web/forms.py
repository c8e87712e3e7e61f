"""The form itself: tidied input, and a summary that tells every complaint."""

import re
from enum import StrEnum
from types import TracebackType
from typing import Any

from flask import flash, request
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField

from app.core.errors import Refusal
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails

CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

KEPT_FOR = "kept_for"  # in what is sent: the page of a form that waits for its person to prove once more who they are


class Form(FlaskForm):
    """A form whose summary can also show a command's refusal."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            if issubclass(unbound_field.field_class, (FieldList, FormField)):
                return unbound_field.bind(form=form, **options)
            filters = [*unbound_field.kwargs.get("filters", []), _tidy]
            return unbound_field.bind(form=form, filters=filters, **options)

    def is_submitted(self) -> bool:
        """Whether to do what was sent: not yet where its page waited for a proof, and is shown again, filled in."""
        if KEPT_FOR in self or KEPT_FOR not in request.form or "GET" not in getattr(request.url_rule, "methods", ()):
            return bool(super().is_submitted())
        flash("Thank you, it’s you. Nothing is done yet: check what you typed, and press the button once more.")
        return False

    def problems(self) -> list[dict[str, str | None]]:
        """What to mend, in the order of the page, each with the address of its field: for the error summary."""
        summary: list[dict[str, str | None]] = [{"text": str(words), "href": None} for words in self.form_errors]
        for field in self:
            summary += _problems_of(field)
        return summary

    def refuse(self, refusal: Refusal, field: str | None = None) -> None:
        """Show a refusal beside the field it is about, or above the whole form."""
        field, words = field or refusal.field, settings.current(PartnershipDetails).told(refusal.message)
        if field in self:
            self[field].errors = [*self[field].errors, words]
        else:
            self.form_errors.append(words)

    def refusing(self, field: str | None = None) -> "Refusing":
        """Around a command: a refusal is shown in the form, and the view goes on after the block."""
        return Refusing(self, field)


class Refusing:
    """What a view returns from inside is its success; after the block stands the page with its form again.

        if form.validate_on_submit():
            with form.refusing():
                services.change_theme(theme, form.name.data, by=signed_in_user(), at=clock.now())
                flash("Renamed. Its comments go with it.")
                return redirect(...)
        return render_template(...)

    Any other error passes through.
    """

    def __init__(self, form: Form, field: str | None) -> None:
        self.form, self.field = form, field

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Refusal):
            return False
        self.form.refuse(error, self.field)
        return True


class FormOfLines(Form):
    """A form whose field `lines` holds several things: the summary tells every complaint about it, not the first."""

    lines: str

    def problems(self) -> list[dict[str, str | None]]:
        field, here = self[self.lines], f"#{self[self.lines].id}"
        told = [problem for problem in super().problems() if problem["href"] != here]
        told += [{"text": str(words), "href": here} for words in field.errors]
        return told


def _problems_of(field: Any) -> list[dict[str, str | None]]:
    parts = getattr(field, "entries", None) or (list(field.form) if hasattr(field, "form") else [])
    inner = [problem for part in parts for problem in _problems_of(part)]
    if inner or not field.errors or getattr(field, "is_asked_about", False):  # a question is no mistake
        return inner
    return [{"text": str(field.errors[0]), "href": f"#{field.id}"}]


def _tidy(value: Any) -> Any:
    """No stray spaces, and no control characters: a NUL would upset PostgreSQL. A state chosen stays one."""
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return value
    return CONTROL_CHARACTERS.sub("", value.replace("\r\n", "\n")).strip()
