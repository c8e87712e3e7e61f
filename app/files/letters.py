"""A letter as a room composes it: a text template whose first line is the subject."""

from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from app.core.links import Secret
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails


@dataclass(frozen=True)
class Letter:
    """Subject, text with {secret-0}… where links and codes go, and perhaps a calendar entry."""

    subject: str
    text: str
    secrets: list[Secret] = field(default_factory=list)
    calendar: str | None = None
    calendar_method: str | None = None


def compose(
    template: str,
    *,
    secrets: dict[str, Secret] | None = None,
    calendar: str | None = None,
    calendar_method: str | None = None,
    **values: Any,
) -> Letter:
    """Render a template of templates/<room>/email/. Each secret appears under its name, and in `marks`."""
    secrets = secrets or {}
    marks = {name: f"{{secret-{index}}}" for index, name in enumerate(secrets)}
    written = render_template(template, **values, **marks, marks=marks).strip()
    subject, _, text = written.partition("\n")
    partnership = settings.current(PartnershipDetails)
    return Letter(
        subject=" ".join(subject.removeprefix("Subject:").split()),
        text=partnership.told(text.strip()) + _signature(partnership),
        secrets=list(secrets.values()),
        calendar=calendar,
        calendar_method=calendar_method,
    )


def _signature(partnership: PartnershipDetails) -> str:
    reached = "".join(f"{way}\n" for way in partnership.reached_by)
    return f"\n\n{partnership.name}\nTraining team\n{reached}"
