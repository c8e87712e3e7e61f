"""Real processes and servers for tests: gunicorn, the scheduler, and an SMTP server on loopback.

Ports are the system's choice. Each context manager ends what it started, by its process id.
"""

import asyncio
import base64
import contextlib
import email.policy
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from http.client import HTTPMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from app.core import clock
from tests.conftest import ROOT, settings
from tests.page import Page

LOOPBACK = "127.0.0.1"
GRACE = 60
"""Seconds for a process to end when asked."""

# --- Processes ---


PYTHON = (sys.executable, "-m")


class Running:
    """A process under test, and what it has said."""

    def __init__(
        self,
        *command: str,
        environment: dict[str, str],
        pass_fds: tuple[int, ...] = (),
        program: tuple[str, ...] = PYTHON,
    ) -> None:
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `end`)
        self.process = subprocess.Popen(
            [*program, *command],
            cwd=ROOT,
            env=environment,
            stdout=self._said,
            stderr=subprocess.STDOUT,
            pass_fds=pass_fds,
        )
        self._guard = _guard(self.process.pid)

    @property
    def said(self) -> str:
        self._said.flush()
        return os.pread(self._said.fileno(), 1_000_000, 0).decode(errors="replace")

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait(self, seconds: float = 120) -> int:
        """Its exit code."""
        return self.process.wait(seconds)

    def kill(self) -> None:
        """As a power cut would: it can't finish anything, nor can the processes that it has started."""
        workers = self.children
        self.process.send_signal(signal.SIGKILL)
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    @property
    def children(self) -> list[int]:
        return children_of(self.pid)

    def end(self) -> int:
        """Ask it to stop, insist after a while, and return its exit code (negative: the signal that ended it)."""
        with self._guard:  # closes its input and waits for it
            self._guard.kill()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()
        return self.process.wait(GRACE)


def children_of(pid: int) -> list[int]:
    """The processes that one has started and that are still there, by their ids."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _guard(pid: int) -> "subprocess.Popen[bytes]":
    """A process that ends another when this one is gone, however it went: its input closes then."""
    return subprocess.Popen(["/bin/sh", "-c", f"read _; kill {pid}"], stdin=subprocess.PIPE)


@contextlib.contextmanager
def running(
    *command: str,
    environment: dict[str, str],
    pass_fds: tuple[int, ...] = (),
    program: tuple[str, ...] = PYTHON,
) -> Iterator[Running]:
    """`python -m <command>` in the checkout, or another program than Python, until the block ends."""
    started = Running(*command, environment=environment, pass_fds=pass_fds, program=program)
    try:
        yield started
    finally:
        started.end()
        started._said.close()


def environment(database: str, **more: str) -> dict[str, str]:
    """All that a process under test knows: nothing of this machine's own settings but where programs are."""
    return {"PATH": os.environ.get("PATH", os.defpath), "PYTHONUNBUFFERED": "1", **settings(database, **more)}


@contextlib.contextmanager
def a_web_server(
    env: dict[str, str], *, workers: int = 2, threads: int = 4, options: tuple[str, ...] = ()
) -> Iterator[str]:
    """gunicorn as `make run` starts it; its address once it answers."""
    with a_web_process(env, workers=workers, threads=threads, options=options) as (address, _):
        yield address


@contextlib.contextmanager
def a_web_process(
    env: dict[str, str],
    *,
    workers: int = 2,
    threads: int = 4,
    options: tuple[str, ...] = (),
    application: str = "wsgi:app",
) -> Iterator[tuple[str, Running]]:
    """The same, with the process that can be killed."""
    with socket.create_server((LOOPBACK, 0), backlog=256) as listening:
        address = f"http://{LOOPBACK}:{listening.getsockname()[1]}"
        command = ["gunicorn", "--bind", f"fd://{listening.fileno()}", "--no-control-socket", "--log-level", "warning"]
        command += ["--workers", str(workers), "--threads", str(threads), *options, application]
        with running(*command, environment=env, pass_fds=(listening.fileno(),)) as server:
            try:
                Browser(address).open_address("/healthz")
            except OSError as error:
                raise AssertionError(f"gunicorn does not answer: {error}\n{server.said}") from error
            yield address, server


@contextlib.contextmanager
def a_scheduler(env: dict[str, str], *options: str) -> Iterator[Running]:
    """`flask --app wsgi run-jobs`, as the docs start it."""
    with running("flask", "--app", "wsgi", "run-jobs", *options, environment=env) as scheduler:
        yield scheduler


@contextlib.contextmanager
def a_mail_worker(env: dict[str, str], *options: str) -> Iterator[Running]:
    """`flask --app wsgi deliver-mail`, as the docs start it."""
    with running("flask", "--app", "wsgi", "deliver-mail", *options, environment=env) as worker:
        yield worker


def wait_until(condition: Callable[[], Any], what: str, *, seconds: float = 120, every: float = 0.05) -> None:
    """Look again and again until it is so; after the deadline, say what never came."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} seconds: {what}"
        time.sleep(every)


class SharedClock:
    """A stopped clock that this process and those it starts all read."""

    def __init__(self, file: Path, at: datetime) -> None:
        self.file = file
        self.set(at)

    def set(self, at: datetime) -> None:
        """Written beside and moved into place: a reader never finds half a time."""
        self.now = at
        new = self.file.with_suffix(".new")
        new.write_text(at.isoformat())
        new.replace(self.file)
        clock.freeze(at)

    def move(self, by: timedelta) -> None:
        self.set(self.now + by)


# --- A browser over HTTP ---


class Browser:
    """Cookies, redirects and pages over a real connection. It remembers each status that it saw, and sends `headers`
    with everything."""

    def __init__(self, origin: str, *ways: urllib.request.BaseHandler) -> None:
        self.origin = origin
        self.statuses: list[int] = []
        self.headers: list[tuple[str, str]] = []
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(), _NoteRedirects(self.statuses), *ways
        )

    def open_page(self, address: str, *, method: str = "GET", data: Any = None, query_string: Any = None) -> Page:
        """The page at an address of ours, however the host is written in it; checked as it is opened."""
        status, path, headers, body = self.open_address(address, method=method, data=data, query_string=query_string)
        response = SimpleNamespace(
            status_code=status,
            request=SimpleNamespace(path=path),
            mimetype=headers.get_content_type(),
            get_data=lambda as_text: body.decode(),
            data=body,
        )
        return Page(self, response)  # type: ignore[arg-type]

    def open_address(
        self, address: str, *, method: str = "GET", data: Any = None, query_string: Any = None
    ) -> tuple[int, str, HTTPMessage, bytes]:
        parts = urllib.parse.urlsplit(address)
        query = urllib.parse.urlencode(query_string, doseq=True) if query_string else parts.query
        url = self.origin + parts.path + (f"?{query}" if query else "")
        sent = urllib.parse.urlencode(data or {}, doseq=True).encode() if method == "POST" else None
        request = urllib.request.Request(url, data=sent, method=method, headers=dict(self.headers))
        try:
            response = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            self.statuses.append(response.status)
            arrived = response.url.removeprefix(self.origin)
            return response.status, arrived, response.headers, response.read()


class _NoteRedirects(urllib.request.HTTPRedirectHandler):
    def __init__(self, statuses: list[int]) -> None:
        self.statuses = statuses

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        self.statuses.append(code)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


# --- A post office ---

HANG_UP = "hang up"
SLOW = 0.25


@dataclass(frozen=True)
class Received:
    """One message as the server took it: the envelope and the letter inside."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message_id(self) -> str:
        return self.header("Message-ID")

    def header(self, name: str) -> str:
        """As a mail program shows it, encoded words and folded lines put together."""
        return " ".join(str(make_header(decode_header(message_from_bytes(self.raw)[name]))).split())

    def part(self, content_type: str) -> Any:
        """The first part of that type, an EmailMessage."""
        letter = message_from_bytes(self.raw, policy=email.policy.default)
        return next(part for part in letter.walk() if part.get_content_type() == content_type)


@dataclass
class PostOffice:
    """A real SMTP server on loopback, in a thread of its own.

    `refuses` answers a recipient with these words instead of taking the mail.
    `on_mail` is called with each mail before it is answered; it may give another answer, or HANG_UP.
    While `is_slow` says so, a mail takes it a quarter of a second.
    `tls` is offered by STARTTLS, or spoken from the first byte. It asks for one of `tokens` if there are any.
    `passwords`, `shown_tokens` and `received` are what clients gave it.
    """

    tls: ssl.SSLContext | None = None
    speaks_tls_at_once: bool = False
    tokens: set[str] = field(default_factory=set)
    token_mechanism: str = "XOAUTH2"
    shown_tokens: list[str] = field(default_factory=list)
    takes_passwords_in_clear: bool = False
    refuses: dict[str, str] = field(default_factory=dict)
    on_mail: Callable[[Received], str | None] = lambda mail: None
    is_slow: Callable[[], bool] = lambda: False
    received: list[Received] = field(default_factory=list)
    passwords: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def __enter__(self) -> "PostOffice":
        self.open()
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()

    def open(self) -> None:
        """Listen: on a port of the system's choice, or again on the one it had."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="post office", daemon=True)
        self._thread.start()
        self._server = self._in_loop(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Nobody answers at its port any more."""
        if self._loop.is_closed():
            return
        self._in_loop(self._stop_listening())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(GRACE)
        self._loop.close()

    def settings(self, **more: str) -> dict[str, str]:
        """What an application needs to post here."""
        return {"MAIL_SERVER": LOOPBACK, "MAIL_PORT": str(self.port), **more}

    @property
    def recipients(self) -> list[str]:
        return [recipient for mail in list(self.received) for recipient in mail.recipients]

    @property
    def message_ids(self) -> list[str]:
        return [mail.message_id for mail in list(self.received)]

    def _in_loop(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(GRACE)

    async def _listen(self) -> asyncio.Server:
        tls = self.tls if self.speaks_tls_at_once else None
        return await self._loop.create_server(self._answer, LOOPBACK, self.port, ssl=tls)

    def _answer(self) -> SMTP:
        self.connections += 1
        return SMTP(
            self,
            hostname="mail.test",
            loop=self._loop,
            tls_context=None if self.speaks_tls_at_once else self.tls,
            require_starttls=self.tls is not None and not self.speaks_tls_at_once,
            authenticator=self._check_password,
            auth_require_tls=not (self.takes_passwords_in_clear or self.speaks_tls_at_once),
            auth_required=bool(self.tokens),
            auth_exclude_mechanism=self._not_offered(),
        )

    def _not_offered(self) -> set[str]:
        all_known = {"LOGIN", "PLAIN", "XOAUTH2", "OAUTHBEARER"}
        return all_known - ({self.token_mechanism} if self.tokens else {"LOGIN", "PLAIN"})

    async def _stop_listening(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _check_password(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        self.passwords.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=True)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """As Microsoft 365 does it: a token that isn't good gets a challenge that says why, and then 535."""
        shown = re.search(r"\x01auth=Bearer ([^\x01]+)\x01\x01$", base64.b64decode(args[1]).decode())
        self.shown_tokens.append(shown[1] if shown else "")
        if self.shown_tokens[-1] in self.tokens:
            return AuthResult(success=True, handled=True)
        await server.challenge_auth(b'{"status":"401"}')
        return AuthResult(success=False, handled=False)

    auth_OAUTHBEARER = auth_XOAUTH2

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The server has the whole mail here; the client hears of it with the answer."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        mail = Received(str(envelope.mail_from), tuple(map(str, envelope.rcpt_tos)), content)
        if self.is_slow():
            await asyncio.sleep(SLOW)
        answer = self.on_mail(mail) or "250 OK"
        if answer == HANG_UP and server.transport:
            server.transport.close()
            return "421 Gone"
        if answer.startswith("2"):
            self.received.append(mail)
        return answer
