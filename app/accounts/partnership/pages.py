"""What every page shows of the partnership: its name, contact, colours and logo, and words of its lists."""

from typing import Any

from flask import current_app, url_for
from werkzeug.local import LocalProxy

from app.settings import queries as settings
from app.settings.rules_lists import CancelReasons, KeptList, Sectors, WaiverReasons
from app.settings.rules_partnership import Appearance, PartnershipDetails
from app.settings.rules_programme import LunchtimeSeries


def frame() -> dict[str, Any]:
    """Names that every template knows; only one that uses them has them read."""
    return {
        "partnership": LocalProxy(_name),
        "team": LocalProxy(lambda: settings.current(PartnershipDetails)),
        "appearance": LocalProxy(lambda: settings.current(Appearance)),
        "logo": LocalProxy(_logo_address),
    }


def _name() -> str:
    name = current_app.extensions["partnership"] = settings.current(PartnershipDetails).name
    return name  # kept for the page that can't ask the database


def _logo_address() -> str:
    stored_as = settings.current(Appearance).logo_stored_as
    return url_for("accounts_partnership.logo", stored_as=stored_as) if stored_as else ""


def told(words: str) -> str:
    """Words with the number behind "telephone us", where it is set."""
    return settings.current(PartnershipDetails).told(words)


def entry_name(key: str | None, list_name: str) -> str:
    """What an entry of a list is called today, as in a sentence."""
    return settings.current(LISTS[list_name]).name_of(key)


def entry_label(key: str | None, list_name: str) -> str:
    """The same where it begins a line."""
    return settings.current(LISTS[list_name]).label_of_entry(key)


def series_name(key: str) -> str:
    """What a lunchtime series is called today."""
    return settings.current(LunchtimeSeries).name_of(key)


LISTS: dict[str, type[KeptList]] = {listed.NAME: listed for listed in (Sectors, WaiverReasons, CancelReasons)}
FILTERS = (told, entry_name, entry_label, series_name)
