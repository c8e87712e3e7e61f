"""Saving what the partnership sets."""

from dataclasses import replace
from datetime import datetime

from app.accounts.models import User
from app.accounts.partnership import refusals, rules, rules_colour, rules_logo
from app.core.database import advisory_lock, command
from app.files.documents import can_show
from app.settings import queries as settings
from app.settings import services as settings_services
from app.settings.rules import SettingsGroup
from app.settings.rules_lists import KeptList, ListEntry
from app.settings.rules_partnership import Appearance
from app.web.uploads import store


@command
def save(group: SettingsGroup, *, by: User, at: datetime) -> bool:
    """A group of settings as it was typed; whether it says something new."""
    return settings_services.change(group, by=by, at=at)


@command
def save_appearance(appearance: Appearance, *, logo: bytes = b"", by: User, at: datetime) -> bool:
    """Colours, and the logo if there is a new one. Raises HardToRead, LogoTooLarge, NotALogo or UnsafeDrawing."""
    for seen in rules_colour.legibility(appearance.header_colour):
        if seen.words == appearance.words_on_it and not seen.is_enough:
            other = "black" if seen.words == "white" else "white"
            raise refusals.HardToRead(f"{seen.in_words} Choose {other} words, or another colour.")
    if logo:
        media_type = rules_logo.logo_media_type(logo)
        if not can_show(logo):
            raise refusals.NotALogo
        appearance = replace(appearance, logo_stored_as=store(logo), logo_media_type=media_type)
    return settings_services.change(appearance, by=by, at=at)


@command
def save_list(listed: type[KeptList], rows: list[rules.ListRow], *, by: User, at: datetime) -> bool:
    """The entries as they were typed: one without a key is added, one without a name goes.

    Raises EntryInUse, EntryNeeded or NameTwice.
    """
    advisory_lock("settings")
    settings.forget()
    now = settings.current(listed)
    kept = [row for row in sorted(rows, key=lambda row: row.position) if row.name]
    _must_be_there(now, kept)
    _must_be_named_once(now, kept)
    entries: list[ListEntry] = []
    for row in kept:
        known = now.holding([*now.all, *entries])
        entries.append(ListEntry(row.key or known.new_key(row.name), row.name, row.is_retired))
    return settings_services.change(now.holding(entries), by=by, at=at)


def _must_be_there(now: KeptList, kept: list[rules.ListRow]) -> None:
    """Raises EntryInUse or EntryNeeded."""
    held, left = settings.keys_in_use(type(now)), {row.key for row in kept}
    for entry in now.all:
        if entry.key in left:
            continue
        if entry.key in rules.needed_entries(type(now)):
            raise refusals.EntryNeeded(f"“{entry.name}” is needed: you can rename it, and no more")
        if entry.key in held:
            raise refusals.EntryInUse(
                f"“{entry.name}” is in use, so it can’t be removed. Retire it: then nobody can choose it any more."
            )
    for row in kept:
        if row.is_retired and row.key in rules.needed_entries(type(now)):
            raise refusals.EntryNeeded(f"“{row.name}” is needed: it can’t be retired")


def _must_be_named_once(now: KeptList, kept: list[rules.ListRow]) -> None:
    """Raises NameTwice."""
    names = [row.name.casefold() for row in kept]
    for row in kept:
        if names.count(row.name.casefold()) > 1:
            raise refusals.NameTwice(f"“{row.name}” is there twice: give each {now.ONE} a name of its own")
