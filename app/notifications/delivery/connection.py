"""The connection to the mail server, and what its answers mean."""

import re
import smtplib
import ssl
from typing import Self

from flask import current_app
from flask_mail import Connection

from app.notifications.emails import sender
from app.notifications.oauth.connection import (
    AccessToken,
    OAuthAccount,
    ServerAway,
    access_token,
    account_in,
    forget_token,
    is_loopback,
)

SOCKET_TIMEOUT = 10
"""Seconds a step; all the steps of one mail stay below the lease."""


class VerifiedConnection(Connection):
    """Flask-Mail's connection with a time limit and with the server's certificate checked. Nobody is called before
    there is something to send."""

    def __enter__(self) -> Self:
        return self

    def open(self) -> smtplib.SMTP:
        """Call the server, unless the connection stands."""
        if self.host is None:
            self.num_emails = 0
            self.host = self.configure_host()
        return self.host

    def configure_host(self) -> smtplib.SMTP:
        if current_app.testing and not is_loopback(str(self.mail.server)):
            raise OSError(f"a test may not send mail to {self.mail.server}")
        host = self._called()
        try:
            if self.mail.use_tls:
                self._start_tls(host)
            if account := account_in(current_app.config):
                _sign_in_by_token(host, account)
            elif self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host

    def _called(self) -> smtplib.SMTP:
        """Encrypted from the first byte (implicit TLS), or in plain, to be encrypted by STARTTLS."""
        if self.mail.use_ssl:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.mail.server, self.mail.port, timeout=SOCKET_TIMEOUT, context=context)
        return smtplib.SMTP(self.mail.server, self.mail.port, timeout=SOCKET_TIMEOUT)

    def _start_tls(self, host: smtplib.SMTP) -> None:
        """Never plain text where TLS was asked for. Raises ServerAway."""
        try:
            host.starttls(context=ssl.create_default_context())
        except smtplib.SMTPNotSupportedError:
            raise ServerAway(
                f"{self.mail.server} offers no STARTTLS on port {self.mail.port}, and mail isn’t sent in plain text. "
                "Set MAIL_USE_SSL instead if this port is encrypted from the start."
            ) from None

    def carry(self, mail: bytes, *, to: str) -> None:
        """Returns when the server has it."""
        self.open().sendmail(sender(), [to], mail)
        self.num_emails += 1

    def start_afresh(self) -> None:
        """After a mail that was refused half-way."""
        self.open().rset()

    def reached_its_limit(self, error: Exception) -> bool:
        """Whether the server ended this connection after it had carried something: some do after so many mails, and
        the next connection takes up where this one ended. Silence is another matter: it costs ten seconds each time."""
        is_silent = isinstance(error.__context__, TimeoutError)
        return self.num_emails > 0 and ends_the_connection(error) and not is_silent

    def hang_up(self) -> None:
        """Say goodbye; a server that has gone already is no error."""
        if self.host is not None:
            try:
                self.host.quit()
            except (OSError, smtplib.SMTPException):
                self.host.close()
            self.host = None

    def __exit__(self, *ended: object) -> None:
        self.hang_up()


def _sign_in_by_token(host: smtplib.SMTP, account: OAuthAccount) -> None:
    """By XOAUTH2, or OAUTHBEARER where only that is offered. A token that we had and that isn't taken any more is
    asked for anew, once. Raises ServerAway and SMTPAuthenticationError."""
    host.ehlo_or_helo_if_needed()
    offered = host.esmtp_features.get("auth", "").upper().split()
    mechanism = next((name for name in ("XOAUTH2", "OAUTHBEARER") if name in offered), None)
    if mechanism is None:
        raise ServerAway(f"The mail server takes no token: it offers {' '.join(offered) or 'no way to sign in'}.")
    token = access_token(account, for_a_test=current_app.testing)
    try:
        _show(host, mechanism, token, account.username)
    except smtplib.SMTPAuthenticationError:
        forget_token(account)
        if token.is_new:
            raise
        _show(host, mechanism, access_token(account, for_a_test=current_app.testing), account.username)


def _show(host: smtplib.SMTP, mechanism: str, token: AccessToken, username: str) -> None:
    shown = token.as_xoauth2(username) if mechanism == "XOAUTH2" else token.as_oauthbearer(username)
    go_on = "" if mechanism == "XOAUTH2" else "\x01"  # after the server has said why not, so that it says 535

    def answer(challenge: bytes | None = None) -> str:
        return shown if challenge is None else go_on

    host.auth(mechanism, answer, initial_response_ok=True)


def is_for_good(error: Exception) -> bool:
    """A 5xx about this message or its reader, or a letter that can't be written: trying again would not help."""
    return isinstance(error, ValueError) or 500 <= _code(error) < 600


TOO_LARGE = 552
"""Said of the sender's line where the server was told there how large the mail is."""


SPEAKS_OF_US = re.compile(r"\b5\.(?:2\.25\d|1\.90|7\.60|7\.233)\b|SendAsDenied")
"""What Exchange Online says after the whole letter: we may not send as this sender, or have sent our fill for today."""


def refuses_us(error: Exception) -> bool:
    """The server takes nothing from our sender: no fault of this message, and the next would fare alike."""
    if isinstance(error, smtplib.SMTPDataError):
        return SPEAKS_OF_US.search(words_of(error)) is not None
    return isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code != TOO_LARGE


def ends_the_connection(error: Exception) -> bool:
    """The server hung up, or said 421: "I am closing the connection"."""
    return isinstance(error, smtplib.SMTPServerDisconnected) or _code(error) == 421


def _code(error: Exception) -> int:
    """The server's answer; each mail has one reader, so there is one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def words_of(error: Exception) -> str:
    """The server's own words, for the outbox page; where it said none, what happened."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
        return f"{code} {_decoded(words)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_decoded(error.smtp_error)}"
    if isinstance(error, ServerAway | smtplib.SMTPException):
        return str(error)
    if isinstance(error, OSError):
        return f"The mail server can’t be reached: {error.strerror or error or type(error).__name__}"
    return f"This letter can’t be sent: {type(error).__name__}: {error}"


def _decoded(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
