"""The four pages, and what is filled in where their texts have a name in double square brackets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.core.cookies import COOKIES
from app.settings.rules_notices import (
    AccessibilityCheck,
    AccessibilityText,
    ContactText,
    CookiesText,
    NoticeText,
    PrivacyText,
)
from app.settings.rules_partnership import PartnershipDetails
from app.web.dates import iso_date
from app.web.formatting import day_month_year

_FIELD = re.compile(r"\[\[([^\[\]\n]{1,40})\]\]")
_MARKS = re.compile(r"([\\`*_\[\]<>#|])")

LONGEST_TEXT = 40_000


@dataclass(frozen=True)
class Notice:
    """One of the pages. Its default text is a template without a variable of Jinja's."""

    group: type[NoticeText]
    template: str
    lead: str
    fields: Mapping[str, str] = field(default_factory=dict)
    """What can be filled in here, and what stands there then; every page knows COMMON too."""

    @property
    def title(self) -> str:
        return self.group.TITLE


COMMON = {"partnership": "the partnership’s name", "contact": "address, telephone, mailbox and hours, as far as set"}

NOTICES = {
    notice.group.NAME: notice
    for notice in (
        Notice(
            PrivacyText,
            "accounts/public_notices/privacy.txt",
            "What we keep about you, why, for how long, and what you can ask of us.",
            {"how long": "how long each kind of record is kept, from the retention settings"},
        ),
        Notice(
            CookiesText,
            "accounts/public_notices/cookies.txt",
            "The small files that this site keeps in your browser.",
            {"cookies": "the table of cookies, made from the software itself"},
        ),
        Notice(
            AccessibilityText,
            "accounts/public_notices/accessibility.txt",
            "How usable this site is for everybody, what doesn’t work yet, and what to do then.",
            {
                "test": "when and how the pages were tested, from the accessibility self-test",
                "standard": "the standard it was tested by",
                "does not pass": "what doesn’t pass, from the self-test",
                "complaints": "how to complain, from the self-test",
            },
        ),
        Notice(
            ContactText,
            "accounts/public_notices/contact.txt",
            "How to reach the training team, and answers to what is asked most.",
        ),
    )
}


def unknown_fields(text: str, notice: Notice) -> list[str]:
    """The names in double square brackets that this page fills in nothing for."""
    return sorted({name for name in _FIELD.findall(text) if name not in {**COMMON, **notice.fields}})


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """The text with each name in double square brackets replaced; one that nobody knows stays as it is."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def plain(words: str) -> str:
    """Words in which Markdown sees no marks."""
    return _MARKS.sub(r"\\\1", words)


# --- What is filled in, as Markdown ---


def contact_in_words(details: PartnershipDetails) -> str:
    ways = {
        "Telephone": plain(details.telephone),
        "E-mail": f"[{plain(details.mailbox)}](mailto:{details.mailbox})" if details.mailbox else "",
        "Hours": plain(details.hours),
        "Address": ", ".join(plain(line.strip(" ,")) for line in details.address.splitlines() if line.strip(" ,")),
    }
    lines = [f"- {name}: {way}" for name, way in ways.items() if way]
    return (
        "\n".join(lines)
        or "Ask your agency’s training lead how to reach the training team: no contact is set here yet."
    )


def how_long(periods: list[tuple[str, str]]) -> str:
    """Each kind of record and how long it is kept."""
    rows = [f"| {plain(kind)} | {plain(period)} |" for kind, period in periods]
    return "\n".join(["| What | How long |", "| --- | --- |", *rows])


def cookies_table() -> str:
    rows = [f"| {plain(each.name)} | {plain(each.purpose)} | {each.lasts_in_words} |" for each in COOKIES]
    return "\n".join(["| Name | What it is for | How long it lasts |", "| --- | --- | --- |", *rows])


def self_test_in_words(check: AccessibilityCheck, details: PartnershipDetails) -> str:
    if not check.tested_on:
        return (
            f"{plain(details.name)} has not yet tested these pages itself. The software, Coursebook, is tested "
            "whenever it is changed: each page with axe, an automatic checker, at a width of 320 pixels, and by "
            "keyboard alone."
        )
    how = f" {plain(check.how)}" if check.how else ""
    return f"These pages were last tested on {day_month_year(iso_date(check.tested_on))}.{how}"


def does_not_pass(check: AccessibilityCheck) -> str:
    found = [f"- {plain(line.strip())}" for line in check.does_not_pass.splitlines() if line.strip()]
    return "\n".join(found) or "We know of nothing that doesn’t pass."


def complaints_in_words(check: AccessibilityCheck) -> str:
    return (
        plain(check.complaints)
        if check.complaints
        else (
            "Write to the training team first: we answer within ten working days. If you aren’t happy with the answer, "
            "contact the [Equality Advisory and Support Service](https://www.equalityadvisoryservice.com/), which "
            "advises on complaints under the Public Sector Bodies (Websites and Mobile Applications) Accessibility "
            "Regulations 2018."
        )
    )
