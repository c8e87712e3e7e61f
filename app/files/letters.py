"""A letter as a room composes it: its own words from its template, between the words that the office may set."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, render_template

from app.core.links import Secret
from app.files import html_letters
from app.files.wording import LetterWords, WordedLetter, fill, fill_subject, read_head
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails

_KNOWN = "letters"
_SECRET = re.compile(r"\{secret-\d+\}")
_GAPS = re.compile(r"\n[ \n]*\n")


@dataclass(frozen=True)
class Letter:
    """Subject, text with {secret-0}… where links and codes go, marked as files/html_letters says, and perhaps a
    calendar entry."""

    subject: str
    text: str
    secrets: list[Secret] = field(default_factory=list)
    calendar: str | None = None
    calendar_method: str | None = None
    template: str = ""

    @property
    def plain(self) -> str:
        """The text without its marks."""
        return html_letters.as_plain(self.text)

    @property
    def shown(self) -> str:
        """The same to be looked at before it is sent: links and codes are made then."""
        return _SECRET.sub("••••••", self.plain)


def compose(
    template: str,
    *,
    secrets: dict[str, Secret] | None = None,
    calendar: str | None = None,
    calendar_method: str | None = None,
    **values: Any,
) -> Letter:
    """Render a template of templates/<room>/email/. Each secret appears under its name, and in `marks`.

    The template says by `fields(course=…)` what stands in for {course} in the subject, the opening and the closing.
    """
    secrets = secrets or {}
    marks = {name: f"{{secret-{index}}}" for index, name in enumerate(secrets)}
    partnership = settings.current(PartnershipDetails)
    known = _Fields(partnership)
    tools = {"marks": marks, "fields": known.note, "button": html_letters.button, "link_to": html_letters.link_to}
    body = render_template(template, **values, **marks, **tools).strip()
    words = settings.current(worded_letter(template).group)
    parts = (fill(words.opening, known.values), body, fill(words.closing, known.values))
    return Letter(
        subject=fill_subject(words.subject, known.values),
        text=partnership.told(_GAPS.sub("\n\n", "\n\n".join(filter(None, parts)))) + _signature(partnership),
        secrets=list(secrets.values()),
        calendar=calendar,
        calendar_method=calendar_method,
        template=template,
    )


class _Fields:
    """What stands in for each named field of one letter."""

    def __init__(self, partnership: PartnershipDetails) -> None:
        self.values: dict[str, str] = {"partnership": partnership.name}

    def note(self, **values: object) -> str:
        self.values |= {name: str(value) for name, value in values.items()}
        return ""


def worded_letter(template: str) -> WordedLetter:
    """What the head of a letter's template says of it; read once."""
    known: dict[str, WordedLetter] = current_app.extensions.setdefault(_KNOWN, {})
    if template not in known:
        loader = current_app.jinja_env.loader
        assert loader is not None
        known[template] = read_head(template, loader.get_source(current_app.jinja_env, template)[0])
    return known[template]


def worded_letters() -> Mapping[str, WordedLetter]:
    """Every letter by its name, in the order of their titles. A folder `email` holds letters; what begins with _ is a
    piece of several."""
    names = current_app.jinja_env.list_templates(filter_func=lambda name: "/email/" in name and "/_" not in name)
    letters = sorted((worded_letter(name) for name in names), key=lambda letter: letter.title)
    return {letter.name: letter for letter in letters}


def words_of(letter: WordedLetter) -> LetterWords:
    """As the office has set them, or as Coursebook brings them."""
    return settings.current(letter.group)


def _signature(partnership: PartnershipDetails) -> str:
    hours = f" ({partnership.hours})" if partnership.hours else ""
    telephone = f"{partnership.telephone}{hours}" if partnership.telephone else ""
    reached = "".join(f"{way}\n" for way in (telephone, partnership.mailbox) if way)
    return f"\n\n{html_letters.FOOT}\n{partnership.name}\nTraining team\n{reached}"
