"""nginx with the configuration of the serving guide, before gunicorn as its unit starts it, at the socket that systemd
would hand over."""

import contextlib
import http.client
import os
import re
import socket
import sqlite3
import ssl
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trustme

from app import create_app
from app.core.database import db
from app.settings.rules_partnership import PartnershipDetails
from app.web.uploads import A_FORM, LARGEST
from tests.conftest import ROOT, fresh_database, migrate
from tests.data.command_line import call
from tests.servers import LOOPBACK, Browser, Running, a_web_server, running, wait_until
from tests.serving_files import (
    CODE,
    FILLED_IN,
    NAME,
    command_of,
    entries,
    filled_in_settings,
    moved,
    program,
    text_of,
)

pytestmark = [pytest.mark.lasts_long, pytest.mark.xdist_group("nginx")]  # one front for all

OUTSIDE = "127.0.0.9"
"""Where a visitor comes from; nginx takes 127.0.0.1 for the machine itself."""

SOCKET = "/run/coursebook-web.sock"

AS_SYSTEMD_DOES = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""
"""The socket is open before the web server starts, and handed over as the file 3."""

AROUND_OURS = """
daemon off; pid nginx.pid; worker_processes 1; {user}
events {{}}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    include coursebook.conf;
}}
"""
"""In the place of Debian's /etc/nginx/nginx.conf, with its folders our own."""


@dataclass(frozen=True)
class Front:
    """nginx at work: its ports, whom its certificate is trusted by, and its folder, with the log in it."""

    plain: int
    secure: int
    authority: ssl.SSLContext
    folder: Path
    database: str
    settings: dict[str, str]

    @property
    def log(self) -> str:
        return (self.folder / "coursebook.log").read_text()

    def browser(self, address: str = OUTSIDE) -> Browser:
        """Somebody's, who comes from an address of the loopback range and asks for the name."""
        return Browser(f"https://{NAME}", _Way(self, address))


class _Way(urllib.request.HTTPSHandler):
    """To our name at our port, from a given address."""

    def __init__(self, front: Front, address: str) -> None:
        super().__init__(context=front.authority)
        self.front, self.address = front, address

    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(self._connection, req)

    def _connection(self, host: str, **more: Any) -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(host, context=self.front.authority, **more)
        to, by = (LOOPBACK, self.front.secure), (self.address, 0)
        connection._create_connection = lambda *_: socket.create_connection(to, 30, by)  # type: ignore[attr-defined]
        return connection


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """nginx with gunicorn behind it, on a migrated database."""
    folder = tmp_path_factory.mktemp("front")
    with fresh_database("sqlite") as database, _listening(folder) as listening:
        migrate(database)
        settings = filled_in_settings(DATABASE_URL=database, UPLOADS=str(folder), BACKUP_TO=str(folder))
        with _gunicorn(listening, settings, folder) as web, _nginx(folder, database, settings) as nginx:
            try:
                assert nginx.browser().open_address("/healthz")[0] == 200
            except OSError as error:
                raise AssertionError(f"gunicorn does not answer: {error}\n{web.said}") from error
            yield nginx


@pytest.fixture
def deserted_front(tmp_path: Path) -> Iterator[Front]:
    """nginx, and nobody behind it: the target has been stopped."""
    with _nginx(tmp_path, "", {}) as nginx:
        yield nginx


@contextlib.contextmanager
def _listening(folder: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "web.sock"))
        listening.listen()
        yield listening


@contextlib.contextmanager
def _gunicorn(listening: socket.socket, settings: dict[str, str], folder: Path) -> Iterator[Running]:
    service = "coursebook-web.service"
    runtime = f"/run/{dict(entries(service))['RuntimeDirectory']}"
    (folder / "runtime").mkdir()
    name, *options = (word.replace(runtime, str(folder / "runtime")) for word in command_of(service))
    set_in_unit = dict(value.split("=", 1) for key, value in entries(service) if key == "Environment")
    assert set_in_unit == {"PROMETHEUS_MULTIPROC_DIR": runtime}
    environment = {"PATH": os.defpath, **settings, "PROMETHEUS_MULTIPROC_DIR": str(folder / "runtime")}
    started = (sys.executable, "-c", AS_SYSTEMD_DOES, str(listening.fileno()))
    command = (str(Path(sys.executable).parent / name), *options)
    with running(*command, program=started, environment=environment, pass_fds=(listening.fileno(),)) as web:
        yield web


@contextlib.contextmanager
def _nginx(folder: Path, database: str, settings: dict[str, str], *, conf: str = "") -> Iterator[Front]:
    """With the guide's configuration, or another page's."""
    nginx = program("nginx", "nginx")
    plain, secure = _free_port(), _free_port()
    authority, trusting = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trusting)
    certificate = authority.issue_cert(NAME)
    (folder / "fullchain.pem").write_bytes(b"".join(pem.bytes() for pem in certificate.cert_chain_pems))
    certificate.private_key_pem.write_to_path(folder / "privkey.pem")
    paths = {
        "listen 80;": f"listen {LOOPBACK}:{plain};",
        "listen 443 ssl": f"listen {LOOPBACK}:{secure} ssl",
        "listen [::]:80;": "",
        "listen [::]:443 ssl http2;": "",
        CODE: ROOT,
        "/etc/coursebook/tls": folder,
        "/var/log/nginx": folder,
    }
    conf = conf or moved(text_of("nginx.conf"), {SOCKET: folder / "web.sock"})
    (folder / "coursebook.conf").write_text(moved(conf, paths))
    as_root = "user root;" if os.geteuid() == 0 else ""  # a checkout may lie where nobody else reads
    (folder / "nginx.conf").write_text(AROUND_OURS.format(user=as_root))
    options = ("-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "start.log"))
    with running(*options, program=(nginx,), environment={"PATH": os.defpath}) as process:
        wait_until(lambda: _answers(secure) or process.process.poll() is not None, "nginx answers", seconds=20)
        assert process.process.poll() is None, (folder / "start.log").read_text()
        yield Front(plain, secure, trusting, folder, database, settings)


def _free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
        return True
    return False


# --- What a visitor meets ---


def test_plain_http_leads_to_https_and_keeps_the_page(front: Front) -> None:
    plain = http.client.HTTPConnection(LOOPBACK, front.plain, timeout=10)
    plain.request("GET", "/sign-in?next=/today", headers={"Host": "evil.test"})
    response = plain.getresponse()
    assert (response.status, response.headers["Location"]) == (301, f"https://{NAME}/sign-in?next=/today")


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_page_comes_over_tls_and_says_that_https_stays(front: Front, version: ssl.TLSVersion) -> None:
    front.authority.minimum_version = front.authority.maximum_version = version
    status, _, headers, body = front.browser().open_address("/")
    front.authority.minimum_version, front.authority.maximum_version = (
        ssl.TLSVersion.TLSv1_2,
        ssl.TLSVersion.MAXIMUM_SUPPORTED,
    )
    assert (status, headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    assert PartnershipDetails().name.encode() in body
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_cookies_travel_by_https_alone(front: Front) -> None:
    cookies = front.browser().open_address("/sign-in")[2].get_all("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_static_files_are_kept_and_sent_without_python(deserted_front: Front) -> None:
    browser = deserted_front.browser()
    browser.headers = [("Accept-Encoding", "gzip")]
    for path, kept in (
        ("coursebook.css", "public, max-age=600"),
        ("coursebook.js", "public, max-age=600"),
        ("icon.svg", "public, max-age=600"),
        (f"vendor/fonts/{a_font()}", "public, max-age=31536000, immutable"),
    ):
        status, _, headers, body = browser.open_address(f"/static/{path}")
        assert (status, headers["Cache-Control"]) == (200, kept), path
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["X-Content-Type-Options"] == "nosniff"
        if path.endswith(("css", "js")):
            assert headers["Content-Encoding"] == "gzip"
            assert len(body) < (ROOT / "app/static" / path).stat().st_size / 2


def a_font() -> str:
    return sorted(path.name for path in (ROOT / "app/static/vendor/fonts").glob("*.woff2"))[0]


def test_while_coursebook_is_stopped_a_page_says_when_to_come_back(deserted_front: Front) -> None:
    status, _, headers, body = deserted_front.browser().open_address("/sessions/1")
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "120", "no-store")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "<h1" in body.decode()
    assert "away for a few minutes" in body.decode()


# --- What a monitor meets, and others don't ---


@pytest.mark.parametrize("address", ["/metrics", "/readyz"])
def test_figures_and_readiness_are_for_the_machine_and_its_monitor(front: Front, address: str) -> None:
    for_monitors = [("Authorization", f"Bearer {FILLED_IN['METRICS_TOKEN']}")]
    outside, here = front.browser(), front.browser(LOOPBACK)
    outside.headers = here.headers = for_monitors
    assert outside.open_address(address)[0] == 403
    status, _, _, body = here.open_address(address)
    assert status == (200 if address == "/metrics" else 503)  # neither scheduler nor mail worker is at work
    assert b"migrated" in body
    assert outside.open_address("/healthz")[0] == 200


def test_at_the_socket_itself_readiness_comes_with_its_reasons(front: Front) -> None:
    """As the guide asks it on the machine: not through nginx, so that nobody from outside can."""
    connection = http.client.HTTPConnection("localhost", timeout=10)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.connect(str(front.folder / "web.sock"))
    connection.request("GET", "/readyz")
    assert b'scheduler":"failed: none has been seen' in connection.getresponse().read()


# --- What a visitor can't make up, and what isn't written down ---


def test_a_request_has_the_number_that_nginx_gave_it(front: Front) -> None:
    browser = front.browser()
    browser.headers = [("X-Request-ID", "invented-by-a-visitor")]
    _, _, headers, _ = browser.open_address("/api/sessions?q=somebody")
    given = headers.get_all("X-Request-ID") or []
    assert len(given) == 1
    assert re.fullmatch("[0-9a-f]{32}", given[0])
    wait_until(lambda: given[0] in front.log, "nginx has written its line", seconds=10)
    assert "invented" not in front.log
    assert "somebody" not in front.log
    assert OUTSIDE not in front.log


def test_a_visitors_address_arrives_as_theirs(front: Front) -> None:
    browser, invented = front.browser(), "203.0.113.9"
    browser.headers = [("X-Forwarded-For", invented), ("Referer", f"https://{NAME}/")]
    browser.open_page(sign_in_link(front)).press("Sign in")
    browser.open_page("/check-in").press("Continue", code="000000")
    with contextlib.closing(sqlite3.connect(front.database.removeprefix("sqlite:///"))) as own:
        assert own.execute("SELECT client_address FROM failed_attempt").fetchall() == [(OUTSIDE,)]


def sign_in_link(front: Front) -> str:
    production = create_app(front.settings)
    with production.app_context():
        person = ("new@example.org", "--role", "practitioner", "--name", "New Person")
        assert call(production, "create-user", *person).code == 0
        link = call(production, "sign-in-link", person[0]).out.strip()
        db.session.remove()
        db.engine.dispose()
    assert link.startswith(f"https://{NAME}/")
    return link


def test_before_two_web_servers_a_visitor_is_answered_by_both_and_one_may_go(tmp_path: Path) -> None:
    """As docs/more-than-one-machine.md has it: nothing sticks to one of them."""
    page = (ROOT / "docs" / "more-than-one-machine.md").read_text(encoding="utf-8")
    upstream, leads_there = re.findall(
        r"^upstream coursebook \{.*?^\}|(?<=`proxy_pass )http://coursebook", page, re.M | re.S
    )
    with fresh_database("sqlite") as database, contextlib.ExitStack() as second:
        migrate(database)
        settings = filled_in_settings(DATABASE_URL=database, UPLOADS=str(tmp_path), BACKUP_TO=str(tmp_path))
        env = {"PATH": os.defpath, **settings}
        with a_web_server(env, workers=1) as one:
            two = second.enter_context(a_web_server(env, workers=1))
            addresses = {"192.0.2.11:8000": one.removeprefix("http://"), "192.0.2.12:8000": two.removeprefix("http://")}
            conf = moved(text_of("nginx.conf"), {f"http://unix:{SOCKET}": "http://coursebook"}) + moved(
                upstream, addresses
            )
            with _nginx(tmp_path, database, settings, conf=conf) as front:
                somebody = front.browser()
                somebody.open_page(sign_in_link(front)).press("Sign in")
                opened = [somebody.open_page("/check-in").h1 for _ in range(6)]
                assert all(asked_of(address, "attendance_check_in") >= 2 for address in (one, two))
                second.close()
                assert {somebody.open_page("/check-in").h1 for _ in range(3)} == set(opened) == {"Check in"}


def asked_of(address: str, view: str) -> float:
    """How often a web server has answered views of such a name."""
    browser = Browser(address)
    browser.headers = [("Authorization", f"Bearer {FILLED_IN['METRICS_TOKEN']}")]
    said = browser.open_address("/metrics")[3].decode()
    return sum(map(float, re.findall(rf'^coursebook_request_seconds_count.*view="{view}.* ([\d.]+)$', said, re.M)))


@pytest.mark.parametrize("megabytes", [3, 25])
def test_an_upload_that_is_too_large_is_refused(front: Front, megabytes: int) -> None:
    """In words by ourselves, and by nginx before it reaches us at all."""
    too_much = {"email": "x" * megabytes * 1024 * 1024}
    status, _, _, body = front.browser().open_address("/sign-in", method="POST", data=too_much)
    assert status == 413
    assert (PartnershipDetails().name.encode() in body) is (megabytes == 3)


def test_slides_of_the_largest_size_come_through_nginx() -> None:
    let_through = re.search(r"client_max_body_size (\d+)m;", text_of("nginx.conf"))
    assert let_through
    assert int(let_through[1]) * 1024 * 1024 >= LARGEST + A_FORM
