"""Whom all mail comes from."""

from email.utils import parseaddr

from flask import current_app


def sender() -> str:
    """The address that all mail comes from: the partnership's own mailbox."""
    return parseaddr(current_app.config["MAIL_DEFAULT_SENDER"])[1]
