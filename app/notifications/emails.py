"""Whom all mail comes from, and how it looks."""

from email.utils import parseaddr

from flask import current_app

from app.files.html_letters import LetterLook
from app.settings import queries as settings
from app.settings.rules_partnership import Appearance, PartnershipDetails


def sender() -> str:
    """The address that all mail comes from: the partnership's own mailbox."""
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]


def letter_look() -> LetterLook:
    """Whose letters these are."""
    appearance = settings.current(Appearance)
    return LetterLook(settings.current(PartnershipDetails).name, appearance.header_colour, appearance.ink)
