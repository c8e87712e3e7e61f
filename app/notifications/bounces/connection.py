"""The mailbox that mail comes back to, over IMAP."""

import imaplib
import re
import ssl
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

from flask import current_app
from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError
from imap_tools.utils import check_command_status

from app.notifications.bounces.rules_reading import MOST_BYTES
from app.notifications.oauth.connection import (
    OAuthAccount,
    ServerAway,
    access_token,
    account_in,
    forget_token,
    is_loopback,
)

SOCKET_TIMEOUT = 15
"""Seconds a step."""

HANDLED = "Coursebook handled"
SEEN, DELETED = "\\Seen", "\\Deleted"
AWAY = (OSError, imaplib.IMAP4.error, ImapToolsError)
"""What a mailbox that can't be read raises."""


class ReturnMailbox:
    """Signed in and its folder open, until the block ends. Nothing is marked as read by reading it.

    The numbers of mails hold for as long as `uid_validity` stays the same.
    """

    uid_validity: int

    def __enter__(self) -> Self:
        config = current_app.config
        self._box = _called(config)
        try:
            _sign_in(self._box.client, config)
            self._capabilities = _capabilities(self._box.client)
            self._open(config["BOUNCES_IMAP_FOLDER"])
        except BaseException:
            self._box.client.shutdown()
            raise
        return self

    def _open(self, folder: str) -> None:
        try:
            self._box.folder.set(folder)
        except UnexpectedCommandStatusError as error:
            raise ServerAway(f"The folder {folder} can’t be opened: {words_of(error)}") from None
        _, given = self._box.client.response("UIDVALIDITY")
        self.uid_validity = int(str(given[-1], "ascii")) if given and given[-1] else 0

    def __exit__(self, *ended: object) -> None:
        try:
            self._box.client.logout()
        except AWAY:
            self._box.client.shutdown()

    def unread(self, *, after: int) -> list[int]:
        """The numbers of the unread mails beyond this one, oldest first."""
        found = self._box.uids(AND(seen=False, uid=f"{after + 1}:*"))
        return sorted(uid for uid in map(int, found) if uid > after)  # "9:*" names the last mail even if it is the 8th

    def raw(self, uid: int) -> bytes:
        """The beginning of a mail, as much of it as is looked at: the server sends no more."""
        status, answer = self._box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        parts = [part[1] for part in answer or [] if isinstance(part, tuple)]
        return parts[0] if status == "OK" and parts else b""

    def put_away(self, uids: Sequence[int]) -> None:
        """Read, and into a folder of its own, which is made if it isn't there."""
        if not uids:
            return
        numbers = [str(uid) for uid in uids]
        self._command("STORE", numbers, "+FLAGS", f"({SEEN})")
        if not self._box.folder.exists(HANDLED):
            self._box.folder.create(HANDLED)
        if "MOVE" in self._capabilities:
            self._command("MOVE", numbers, f'"{HANDLED}"')
        else:
            self._command("COPY", numbers, f'"{HANDLED}"')
            self._command("STORE", numbers, "+FLAGS", f"({DELETED})")

    def _command(self, name: str, numbers: Sequence[str], *more: str) -> None:
        """Not by imap_tools, which expunges the folder each time: others may have marked mail of their own in it."""
        check_command_status(self._box.client.uid(name, ",".join(numbers), *more), UnexpectedCommandStatusError)


def words_of(error: Exception) -> str:
    """Why a mailbox can't be read, for the page. imaplib writes a server's words as bytes."""
    if isinstance(error, ServerAway):
        return str(error)
    if isinstance(error, UnexpectedCommandStatusError):
        said = [part.decode("utf-8", "replace") for part in error.command_result[1] if isinstance(part, bytes)]
        return " ".join(said) or type(error).__name__
    return f"{type(error).__name__}: " + re.sub(r"^b(['\"])(.*)\1$", r"\2", str(error))


def _called(config: Any) -> BaseMailBox:
    """TLS from the start or by STARTTLS, the certificate checked; plain text on this machine alone."""
    server, port = str(config["BOUNCES_IMAP_SERVER"]), config["BOUNCES_IMAP_PORT"]
    if current_app.testing and not is_loopback(server):
        raise OSError(f"a test may not read mail at {server}")
    if config["BOUNCES_IMAP_USE_SSL"]:
        return MailBox(server, port, timeout=SOCKET_TIMEOUT, ssl_context=ssl.create_default_context())
    if is_loopback(server):
        return MailBoxUnencrypted(server, port, timeout=SOCKET_TIMEOUT)
    return MailBoxStartTls(server, port, timeout=SOCKET_TIMEOUT, ssl_context=ssl.create_default_context())


def _sign_in(client: imaplib.IMAP4, config: Any) -> None:
    username = config["BOUNCES_IMAP_USERNAME"]
    account = account_in(config)
    if config["BOUNCES_IMAP_PASSWORD"] or account is None:
        client.login(username, config["BOUNCES_IMAP_PASSWORD"])
        return
    account = replace(account, username=username)
    if not _show_token(client, account):
        _show_token(client, account)


def _show_token(client: imaplib.IMAP4, account: OAuthAccount) -> bool:
    """False if a token that we had isn't taken any more; then the next one is new. Raises what refuses a new one."""
    token = access_token(account, for_a_test=current_app.testing)
    shown = token.as_xoauth2(account.username).encode()
    try:
        client.authenticate("XOAUTH2", lambda challenge: b"" if challenge else shown)
    except imaplib.IMAP4.error:
        forget_token(account)
        if token.is_new:
            raise
        return False
    return True


def _capabilities(client: imaplib.IMAP4) -> set[str]:
    """After signing in: many servers say no more than how to sign in before."""
    _, answer = client.capability()
    return set((answer[-1] or b"").decode("ascii", "replace").upper().split())
