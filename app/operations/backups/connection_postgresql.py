"""PostgreSQL's own programs, pg_dump and pg_restore, and what they need to be trusted."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Executable, text

from app.core.errors import Refusal
from app.operations.backups.refusals import BackupFailed, CantPutIn

PACKAGES = Path("/usr/lib/postgresql")
"""Where Debian keeps the programs of each version, which needn't be on the PATH."""

LOCK_TIMEOUT = "5s"

_EMPTY = f"""
SET LOCAL client_min_messages = 'warning';
SET LOCAL lock_timeout = '{LOCK_TIMEOUT}';
DO $$
DECLARE thing record;
BEGIN
  FOR thing IN
    SELECT c.oid::regclass AS name, c.relkind FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.oid
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE',
      CASE thing.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, thing.name);
  END LOOP;
  FOR thing IN
    SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP SEQUENCE IF EXISTS %s CASCADE', thing.name);
  END LOOP;
  FOR thing IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', thing.name);
  END LOOP;
END $$;
"""  # noqa: S608 (a constant)
"""Everything of ours goes, also what an older backup has never heard of; what belongs to an extension stays."""


def copy_out(connection: Connection, target: Path) -> None:
    """What this transaction sees, as pg_dump's custom format. Raises BackupFailed."""
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))  # it waits for pg_dump, however long
    snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
    dump = _program("pg_dump", connection, BackupFailed)
    options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", "--no-comments"]
    _run([dump, *options, f"--snapshot={snapshot}", f"--file={target}"], connection.engine.url, BackupFailed)


def put_in(engine: Engine, source: Path, *, rows: Mapping[str, int], then: Sequence[Executable]) -> None:
    """Replace what the database holds, in one transaction of psql's. Raises CantPutIn.

    pg_restore alone would leave tables that came after the backup was made, which the migrations then meet. So it
    writes the statements, and psql runs them after those that empty the database and before those that count.
    """
    with engine.connect() as connection:
        schema = str(connection.scalar(text("SELECT current_schema()")))
        programs = {name: _program(name, connection, CantPutIn) for name in ("pg_restore", "psql")}
    first, script, last = (source.with_name(f"{source.name}.{part}.sql") for part in ("first", "script", "last"))
    first.write_text(_EMPTY, encoding="utf-8")
    last.write_text(_counting(rows, then, schema, engine), encoding="utf-8")
    whole = ["--no-owner", "--no-privileges", "--exit-on-error"]
    _run([programs["pg_restore"], *whole, f"--file={script}", str(source)], None, CantPutIn)
    options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    files = [f"--file={part}" for part in (first, script, last)]
    _run([programs["psql"], *options, *files], engine.url, CantPutIn)


def _counting(rows: Mapping[str, int], then: Sequence[Executable], schema: str, engine: Engine) -> str:
    """As many rows in each table as the backup says, or the transaction fails; then the statements."""
    lines = [f'SET search_path TO "{schema}";']
    for name, how_many in rows.items():
        lines += [
            "DO $$ BEGIN",
            f'IF (SELECT count(*) FROM "{name}") <> {int(how_many)} THEN',  # noqa: S608 (names of our own tables)
            f"RAISE EXCEPTION 'the table {name} has not as many rows as it had'; END IF; END $$;",
        ]
    for statement in then:
        compiled = statement.compile(engine, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
        lines.append(f"{compiled};")
    return "\n".join(lines)


def _program(name: str, connection: Connection, refusal: type[Refusal]) -> str:
    """The program's path: that of the server's version if it is there, else the one on the PATH. Raises `refusal`."""
    server = int(str(connection.scalar(text("SHOW server_version_num")))) // 10_000
    packaged = PACKAGES / str(server) / "bin" / name
    found = str(packaged) if packaged.exists() else shutil.which(name)
    if found is None:
        raise refusal(
            f"The program {name} isn’t here. Install PostgreSQL’s client programs, of version {server} or later: "
            f"apt-get install postgresql-client-{server}"
        )
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 (our own words)
    version = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    if version is None or int(version[1]) < server:
        raise refusal(
            f"The program {found} is older than the server: {said.strip() or 'it doesn’t say its version'}, and the "
            f"server is PostgreSQL {server}. Install PostgreSQL’s client programs of version {server} or later."
        )
    return found


def _run(command: list[str], url: URL | None, refusal: type[Refusal]) -> None:
    """The password goes by the environment: who lists processes sees their arguments. Raises `refusal`."""
    environment = dict(os.environ)
    if url is not None:
        password = url.password or url.query.get("password")
        query = {name: value for name, value in url.query.items() if name != "password"}
        address = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
        command = [*command, f"--dbname={address.render_as_string()}"]
        environment |= {"PGPASSWORD": str(password)} if password else {}
    done = subprocess.run(  # noqa: S603 (our own words, no shell)
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    if done.returncode:
        if "lock timeout" in done.stderr:
            raise refusal("Something else is using the database. Stop Coursebook, and try again.")
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        worst = next((line for line in said if "error" in line.lower()), said[0])
        raise refusal(f"{Path(command[0]).name} ended with {done.returncode}: {worst}")
