"""A wire to PostgreSQL that can be cut: a small TCP proxy on loopback."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from tests.servers import LOOPBACK


class Wire:
    """Carries bytes both ways until it is cut: loudly, as a server that ends, or silently, as a cable pulled out."""

    def __init__(self, database: str) -> None:
        self._behind = make_url(database)
        self._is_cut = self._is_silent = False
        self._ends: list[socket.socket] = []

    def __enter__(self) -> "Wire":
        self._listening = socket.create_server((LOOPBACK, 0), backlog=64)
        threading.Thread(target=self._accept, name="wire", daemon=True).start()
        return self

    def __exit__(self, *ended: object) -> None:
        self._listening.close()
        self._hang_up()

    @property
    def database(self) -> str:
        """The address of the database by way of this wire."""
        query = {name: value for name, value in self._behind.query.items() if name != "host"}
        port = self._listening.getsockname()[1]
        return self._behind.set(host=LOOPBACK, port=port, query=query).render_as_string(hide_password=False)

    @contextlib.contextmanager
    def cut(self, *, silently: bool) -> Iterator[None]:
        """Nothing passes, in either direction. What was under way is never heard of again."""
        self._is_cut, self._is_silent = True, silently
        if not silently:
            self._hang_up()
        try:
            yield
        finally:
            self._hang_up()
            self._is_cut = self._is_silent = False

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self._is_cut and not self._is_silent:
                near.close()
                continue
            far = _called(self._behind)
            self._ends += [near, far]
            for whence, whither in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(whence, whither), daemon=True).start()

    def _carry(self, whence: socket.socket, whither: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := whence.recv(65536):
                while self._is_silent:
                    time.sleep(0.02)
                whither.sendall(data)
        for end in (whence, whither):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _hang_up(self) -> None:
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


def _called(server: URL) -> socket.socket:
    host, port = str(server.query.get("host", server.host or LOOPBACK)), server.port or 5432
    if not host.startswith("/"):
        return socket.create_connection((host, port))
    called = socket.socket(socket.AF_UNIX)
    called.connect(f"{host}/.s.PGSQL.{port}")
    return called
