"""Checks that several kinds of field use."""

from collections.abc import Callable
from typing import Any

from wtforms.validators import StopValidation


def needed(message: str) -> Callable[..., None]:
    """Must be filled in; spaces alone don't count."""

    def check(form: Any, field: Any) -> None:
        if field.errors:
            raise StopValidation  # what was typed couldn't be read, and that is said already
        if field.data is None or field.data is False or field.data == "":
            raise StopValidation(message)

    check.field_flags = {}  # type: ignore[attr-defined]
    return check
