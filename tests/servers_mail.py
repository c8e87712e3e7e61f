"""What stands around a mail server, on loopback: a server of tokens."""

import contextlib
import json
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers import LOOPBACK

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
