"""The tests with a pooler before PostgreSQL: each transaction gets another connection.

    .venv/bin/python -m bench.pooler [tests to run, and options of pytest …]

PgBouncer (apt-get install pgbouncer) in transaction mode, before a PostgreSQL of its own, whose role bounds the two
waits as docs/more-than-one-machine.md says, and no more; and pytest on it, of every test the case on PostgreSQL.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import click
import psycopg

from app.operations.monitoring.rules_checks import statements_for_role
from bench.postgresql import LOOPBACK, Server, a_folder, a_free_port, a_server, user_of_servers
from tests.conftest import ROOT
from tests.servers import running, wait_until

MAIN_TESTS = ("tests/booking/places", "tests/booking/waiting_list", "tests/booking/transferring")
LEFT_OUT = (
    "tests/operations/backups",
    "tests/operations/restoring",
    "tests/core/test_postgresql_patience.py::test_what_the_address_says_itself_stands",
    "tests/operations/monitoring/test_readiness.py::test_a_pooler_whose_role_lets_somebody_wait_for_ever",
)
"""What refuses to go through a pooler, and what is about an address without one."""

ROLE = "coursebook"
FEW = 10
"""Connections to the server; those who ask have more."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("tests", nargs=-1, type=click.UNPROCESSED)
def run(tests: tuple[str, ...]) -> None:
    """Exit with pytest's code."""
    with a_server() as server, a_pooler(server) as port:
        given = {
            "TEST_DATABASE_URL": f"postgresql://{ROLE}@{LOOPBACK}:{port}/postgres",
            "TEST_DATABASE_POOLER": "yes",
            "SUITE": "full",
        }
        left_out = [f"--deselect={each}" for each in LEFT_OUT]
        command = [sys.executable, "-m", "pytest", "-q", "-k", "postgresql", *left_out, *(tests or MAIN_TESTS)]
        sys.exit(subprocess.run(command, cwd=ROOT, env=os.environ | given, check=False).returncode)


@contextlib.contextmanager
def a_pooler(server: Server) -> Iterator[int]:
    """Its port."""
    for statement in (f"CREATE ROLE {ROLE} LOGIN CREATEDB", *statements_for_role(ROLE)):
        server.ask(statement)
    with a_folder() as folder:
        port, user = a_free_port(), user_of_servers()
        file = folder / "pgbouncer.ini"
        file.write_text(
            f"[databases]\n* = host={LOOPBACK} port={server.port} user={ROLE}\n"
            f"[pgbouncer]\nlisten_addr = {LOOPBACK}\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
            f"pool_mode = transaction\ndefault_pool_size = {FEW}\nmax_client_conn = 200\n"
        )
        if user:
            file.write_text(file.read_text() + f"user = {user}\n")
        with running(str(file), environment=dict(os.environ), program=(_program(),)) as pooler:
            wait_until(lambda: _answers(port), f"PgBouncer answers; it says {pooler.said}", seconds=20)
            yield port


def _answers(port: int) -> bool:
    try:
        psycopg.connect(host=LOOPBACK, port=port, user=ROLE, dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _program() -> str:
    found = shutil.which("pgbouncer", path=f"/usr/sbin:{os.environ.get('PATH', os.defpath)}")
    if found is None:
        raise click.ClickException("PgBouncer isn't here: apt-get install pgbouncer")
    return found


if __name__ == "__main__":
    run()
