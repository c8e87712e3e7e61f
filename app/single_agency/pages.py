"""Contacts that a higher room knows of: the office may have noted whom to ask about training."""

from collections.abc import Callable, Mapping

from flask import Flask, current_app

from app.single_agency.rules import Contact

NotedContacts = Callable[[], Mapping[int, Contact]]
_REGISTERED = "single-agency contacts"


def register_noted_contacts(app: Flask, contacts: NotedContacts) -> None:
    """Let a higher room tell whom the office has noted for this, by the id of the agency."""
    app.extensions[_REGISTERED] = contacts


def noted_contacts() -> Mapping[int, Contact]:
    """None where no room has registered any."""
    registered: NotedContacts | None = current_app.extensions.get(_REGISTERED)
    return registered() if registered else {}
