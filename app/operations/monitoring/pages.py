"""One look at the house for all who ask whether it is well."""

from collections.abc import Iterator
from functools import cache

from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.logs import kind_of
from app.operations.monitoring import connection, queries, rules_checks
from app.operations.monitoring.connection_inspecting import WAITED, Inspection, Watch
from app.operations.monitoring.rules_checks import Check, Subject

ITS_WATCH = "operations_monitoring"


def inspect() -> Inspection:
    """At this application, ten seconds ago at most; it takes five at most."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    watch: Watch = app.extensions.setdefault(ITS_WATCH, Watch(lambda: _inspect(app)))
    return watch.inspect()


def forget() -> None:
    """Inspection anew when next asked."""
    current_app.extensions.pop(ITS_WATCH, None)


def checks_of(inspection: Inspection) -> list[Check]:
    """One for each subject; what wasn't found out has failed."""
    found = {check.subject: check for check in inspection.found(Check)}
    missing = "not known" if inspection.has_ended else f"no answer within {WAITED} s"
    return [found.get(subject) or Check(subject, False, missing) for subject in Subject]


def _inspect(app: Flask) -> Iterator[object]:
    """Checks and figures, one after the other: what comes after one that hangs is not known."""
    with app.app_context():
        spaces = [connection.space(folder) for folder in connection.folders(_database(), *_other_folders())]
        yield from spaces
        low_mb, low_percent = (app.config[name] for name in ("LOW_DISK_MB", "LOW_DISK_PERCENT"))
        yield rules_checks.disk(spaces, low_mb=low_mb, low_percent=low_percent)
        try:
            yield from _ask_the_database()
        except connection.NotThere:
            yield Check(Subject.DATABASE, False, "there is no file")
        except SQLAlchemyError as error:
            yield Check(Subject.DATABASE, False, kind_of(error))


def _ask_the_database() -> Iterator[object]:
    with connection.own_connection(_database()) as own:
        found = connection.revisions(own)
        yield Check(Subject.DATABASE, True, "it answers")
        yield connection.database_size(own)
        migrated = rules_checks.migrated(found, _wanted_revisions(_migrations()))
        yield migrated
        if migrated.is_good:
            yield connection.writable(own)
    if migrated.is_good:
        yield from _ask_how_the_work_goes()


def _ask_how_the_work_goes() -> Iterator[object]:
    yield rules_checks.waits(queries.waits_without_end())
    now = clock.now()
    watched = queries.watched(current_app.config, at=now)
    yield watched
    yield from rules_checks.of_the_work(watched)
    yield queries.figures(at=now)


def _database() -> str:
    return str(current_app.config["SQLALCHEMY_DATABASE_URI"])


def _other_folders() -> tuple[str, ...]:
    """Without BACKUP_TO a backup asked for by hand goes into the folder of the instance; with it nothing does."""
    uploads = str(current_app.config["UPLOADS"])
    return (uploads,) if current_app.config["BACKUP_TO"] else (uploads, current_app.instance_path)


def _migrations() -> str:
    return str(current_app.extensions["migrate"].directory)


@cache
def _wanted_revisions(folder: str) -> frozenset[str]:
    """The last steps of the migrations, as they lay there when this process first asked."""
    return frozenset(ScriptDirectory(folder).get_heads())
