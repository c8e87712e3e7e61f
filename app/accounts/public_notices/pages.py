"""The text of a page as it stands, with all that is filled in."""

from flask import render_template
from markupsafe import Markup

from app.accounts.public_notices import rules
from app.files.markdown import MarkdownReader
from app.settings import queries as settings
from app.settings.rules_notices import AccessibilityCheck
from app.settings.rules_partnership import PartnershipDetails
from app.settings.rules_retention import RetentionPeriods

READER = MarkdownReader({"h1": "h2", "h2": "h3"}, has_tables=True)


def default_text(notice: rules.Notice) -> str:
    """What Coursebook brings, in Markdown."""
    return render_template(notice.template).strip()


def text_of(notice: rules.Notice) -> str:
    """What the office wrote, or the default."""
    return settings.current(notice.group).text or default_text(notice)


def in_html(text: str) -> Markup:
    """A text with what is filled in as things stand."""
    details, check = settings.current(PartnershipDetails), settings.current(AccessibilityCheck)
    values = {
        "partnership": rules.plain(details.name),
        "contact": rules.contact_in_words(details),
        "how long": rules.how_long(settings.current(RetentionPeriods).in_words()),
        "cookies": rules.cookies_table(),
        "test": rules.self_test_in_words(check, details),
        "standard": rules.plain(check.standard),
        "does not pass": rules.does_not_pass(check),
        "complaints": rules.complaints_in_words(check),
    }
    return READER.html(rules.filled_in(text, values))
