"""What stands around a mail server, on loopback: a server of tokens, a mailbox over IMAP, a name server."""

import asyncio
import contextlib
import imaplib
import json
import re
import socket
import ssl
import threading
import urllib.parse
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Identity, Login
from pymap.exceptions import InvalidAuth
from pymap.imap import IMAPServer
from pysasl import SASLAuth
from pysasl.creds.external import ExternalCredentials
from pysasl.hashing import BuiltinHash
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism

from tests.servers import GRACE, LOOPBACK

# --- Tokens ---


@dataclass
class TokenOffice:
    """A token server (OAuth 2.0, client credentials). `answers` says with what; `asked` are the forms it was sent."""

    answers: Callable[[], tuple[int, bytes]]
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/anyshire/oauth2/v2.0/token"

    def settings(self, **more: str) -> dict[str, str]:
        """What an application needs to sign in by its tokens."""
        return {
            "MAIL_OAUTH_TOKEN_URL": self.url,
            "MAIL_OAUTH_CLIENT_ID": "an-application",
            "MAIL_OAUTH_CLIENT_SECRET": "hush-hush",
            "MAIL_USERNAME": "training@example.org",
            **more,
        }


def a_token(value: str = "a-token", **more: Any) -> tuple[int, bytes]:
    """An answer that holds one, good for an hour."""
    return 200, json.dumps({"token_type": "Bearer", "expires_in": 3599, "access_token": value} | more).encode()


@contextlib.contextmanager
def a_token_office(answers: Callable[[], tuple[int, bytes]] = a_token) -> Iterator[TokenOffice]:
    office = TokenOffice(answers)

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            office.asked.append(dict(urllib.parse.parse_qsl(form)))
            status, body = office.answers()
            with contextlib.suppress(OSError):  # the client has lost patience
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", body.decode())
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            pass

    with ThreadingHTTPServer((LOOPBACK, 0), Counter) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()


# --- A mailbox ---


class ImapOffice:
    """A real IMAP server (pymap) on loopback, in a thread of its own, with one account and an empty INBOX.

    It takes the password, and `tokens` in its place. `offers_move` is what it says it can.
    """

    USERNAME, PASSWORD = "training@example.org", "open sesame"

    def __init__(self, *, tls: ssl.SSLContext | None = None, offers_move: bool = True) -> None:
        self.tls, self.offers_move = tls, offers_move
        self.tokens: set[str] = set()
        self.shown_tokens: list[str] = []
        self.port = 0

    def __enter__(self) -> "ImapOffice":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="IMAP", daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(GRACE)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *ended: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(GRACE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(GRACE)
        self._loop.close()

    def settings(self, **more: str) -> dict[str, str]:
        """What an application needs to read here."""
        return {
            "BOUNCES_IMAP_SERVER": LOOPBACK,
            "BOUNCES_IMAP_PORT": str(self.port),
            "BOUNCES_IMAP_USERNAME": self.USERNAME,
            "BOUNCES_IMAP_PASSWORD": self.PASSWORD,
            "BOUNCES_IMAP_USE_SSL": "yes" if self.tls else "no",
            **more,
        }

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """As a mail server would deliver them."""
        with self._signed_in() as client:
            for mail in mails:
                status, words = client.append(f'"{folder}"', "", imaplib.Time2Internaldate(0), mail)
                assert status == "OK", words

    def mails(self, folder: str = "INBOX") -> list[tuple[str, str]]:
        """Subject and flags of each mail in a folder; none where there is no such folder."""
        with self._signed_in() as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            _, answer = client.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])")
            pairs = [part for part in answer if isinstance(part, tuple)]
            return [
                (subject.decode("latin-1").partition(":")[2].strip(), " ".join(sorted(_flags(line))))
                for line, subject in pairs
            ]

    @contextlib.contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        trusting = ssl._create_unverified_context() if self.tls else None
        client = imaplib.IMAP4_SSL(LOOPBACK, self.port, ssl_context=trusting) if self.tls else None
        client = client or imaplib.IMAP4(LOOPBACK, self.port)
        with client:
            client.login(self.USERNAME, self.PASSWORD)
            yield client

    async def _listen(self) -> asyncio.Server:
        asked = {"host": LOOPBACK, "port": "0", "debug": False, "cert": None, "key": None, "tls": False}
        demo = {"demo_data": False, "demo_user": self.USERNAME, "demo_password": self.PASSWORD}
        args = Namespace(passlib_cfg=None, proxy_protocol=None, inherited_sockets=None, **asked, **demo)
        config = _Config.from_args(args, invalid_user_sleep=0.0, hash_context=BuiltinHash(rounds=1))
        config.office, login = self, _Login(config)
        await DictBackend._add_demo_user(config, login)
        answer = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(login, config))
        return await asyncio.start_server(answer, host=LOOPBACK, port=0, ssl=self.tls)

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


class _Config(Config):
    """What the server says that it can."""

    office: ImapOffice

    @property
    def tls_auth(self) -> SASLAuth:
        return SASLAuth([PlainMechanism(), OAuth2Mechanism()])

    @property
    def login_capability(self) -> Sequence[bytes]:
        return [name for name in super().login_capability if name != b"MOVE" or self.office.offers_move]


class _Login(Login):
    """Takes tokens too."""

    async def authenticate(self, credentials: Any) -> Identity:
        if not isinstance(credentials, ExternalCredentials):
            return await super().authenticate(credentials)
        self.config.office.shown_tokens.append(str(credentials._token))
        if credentials._token not in self.config.office.tokens:
            raise InvalidAuth
        return Identity(credentials.authzid, self, None, set())

    async def authorize(self, authenticated: Identity, authzid: str) -> Identity:
        return authenticated


def _flags(line: bytes) -> set[str]:
    found = re.search(rb"FLAGS \(([^)]*)\)", line)
    return set(found[1].decode().split()) - {"\\Recent"} if found else set()


# --- Names ---


@dataclass
class NameServer:
    """A DNS server on loopback, over UDP: `records` by name and type, such as ("example.org", "TXT").

    A name that isn't there is answered with NXDOMAIN, one in `silent` not at all. `asked` is what it was asked.
    """

    records: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> "NameServer":
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name="names", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *ended: object) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(GRACE)

    def settings(self, **more: str) -> dict[str, str]:
        return {"DNS_SERVER": f"{LOOPBACK}:{self.port}", **more}

    def _serve(self) -> None:
        while True:
            try:
                asked, whence = self._socket.recvfrom(4096)
            except OSError:
                return
            if not asked:
                return
            query = dns.message.from_wire(asked)
            if (answer := self._answer(query)) is not None:
                self._socket.sendto(answer.to_wire(), whence)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        (question,) = query.question
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name in self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found := self.records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(question.name, 300, "IN", kind, *found))
        elif not any(known == name for known, _ in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer
