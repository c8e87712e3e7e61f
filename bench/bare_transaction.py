"""What no booking can do without, by the database's own driver: run by `bench.booking_rate`, in processes of its own.

It locks the session's row, counts its places, selects person, agency and terms by their keys, inserts a booking, an
audit entry and a letter, and commits. It knows nothing of the application: the rows are given to it.
"""

import contextlib
import pickle
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg

Once = Callable[[int], None]


@dataclass(frozen=True)
class Written:
    """In so many seconds; each transaction took so many milliseconds."""

    seconds: float
    took: list[float]


@dataclass(frozen=True)
class Wanted:
    """So many connections write for so many seconds, each person at most once; `rows` are what is written, by table."""

    database: str
    connections: int
    session_id: int
    people: list[int]
    rows: dict[str, dict[str, Any]]
    seconds: float


def write(wanted: list[Wanted]) -> list[Written]:
    """Each in a process of its own, all from the same moment on."""
    running = [
        subprocess.Popen([sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in wanted
    ]
    for process, each in zip(running, wanted, strict=True):
        assert process.stdin is not None
        pickle.dump(each, process.stdin)
        process.stdin.flush()
    for process in running:
        assert process.stdout is not None
        if process.stdout.readline() != b"connected\n":
            raise RuntimeError("the bare transaction doesn't connect")
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    written = []
    for process in running:
        assert process.stdout is not None
        written.append(Written(*pickle.load(process.stdout)))
        process.communicate()
    return written


def main() -> None:
    """In the process."""
    wanted: Wanted = pickle.load(sys.stdin.buffer)
    left, lock, took = iter(wanted.people), threading.Lock(), []
    connected, go = threading.Barrier(wanted.connections + 1), threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with _connected(wanted) as once:
                connected.wait()
                go.wait()
                ends = time.perf_counter() + wanted.seconds
                while time.perf_counter() < ends:
                    with lock:
                        person = next(left, None)
                    if person is None:
                        break
                    began = time.perf_counter()
                    once(person)
                    took.append(1000 * (time.perf_counter() - began))
        except BaseException as error:
            failed.append(error)
            connected.abort()

    threads = [threading.Thread(target=work) for _ in range(wanted.connections)]
    for thread in threads:
        thread.start()
    with contextlib.suppress(threading.BrokenBarrierError):
        connected.wait()
        sys.stdout.write("connected\n")
        sys.stdout.flush()
        sys.stdin.buffer.readline()
    began = time.perf_counter()
    go.set()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    pickle.dump((time.perf_counter() - began, took), sys.stdout.buffer)


@contextlib.contextmanager
def _connected(wanted: Wanted) -> Iterator[Once]:
    """One connection, and the transaction on it."""
    is_sqlite = wanted.database.startswith("sqlite")
    connection: Any
    if is_sqlite:
        connection = sqlite3.connect(urlsplit(wanted.database).path[1:], isolation_level=None, timeout=15)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
    else:
        connection = psycopg.connect(wanted.database.replace("postgresql+psycopg:", "postgresql:"))
    booking, entry, letter = (wanted.rows[table] for table in ("booking", "audit_entry", "message"))
    keys = ('"user"', None), ("agency", booking["agency_id"]), ("policy", booking["policy_id"])
    sql = _Sql("?" if is_sqlite else "%s", " FOR UPDATE" if not is_sqlite else "")

    def insert(table: str, row: dict[str, Any]) -> int:
        return int(connection.execute(sql.insert(table, list(row)), list(row.values())).fetchone()[0])

    def once(person: int) -> None:
        if is_sqlite:
            connection.execute("BEGIN IMMEDIATE")
        connection.execute(sql.lock, [wanted.session_id]).fetchone()
        connection.execute(sql.count, [wanted.session_id]).fetchone()
        for table, key in keys:
            connection.execute(sql.row_of(table), [key or person]).fetchone()
        made = insert("booking", booking | {"session_id": wanted.session_id, "practitioner_id": person})
        insert("audit_entry", entry | {"record_id": made, "actor_id": person, "person_id": person})
        insert("message", letter | {"key": f"bare-{made}", "subject_key": f"booking-{made}"})
        connection.execute("COMMIT")

    try:
        yield once
    finally:
        connection.close()


@dataclass(frozen=True)
class _Sql:
    """The same on both, but for how a value is marked and a row is locked."""

    mark: str
    locks: str

    @property
    def lock(self) -> str:
        return f"SELECT id FROM training_session WHERE id = {self.mark}{self.locks}"

    @property
    def count(self) -> str:
        return f"SELECT count(*) FROM booking WHERE session_id = {self.mark} AND state = 'booked'"

    def row_of(self, table: str) -> str:
        return f"SELECT * FROM {table} WHERE id = {self.mark}"

    def insert(self, table: str, columns: list[str]) -> str:
        marks = ", ".join([self.mark] * len(columns))
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) RETURNING id"


if __name__ == "__main__":
    main()
