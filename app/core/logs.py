"""What the house says to whoever runs it: one line of JSON a happening, tied together by a trace, and nobody's data.

A request, a job's run and the sending of a message each have a trace: a short number that every line of theirs carries,
that the page of a fault shows, and that is kept with the messages they write. No line holds an address, a name, a
token, what stood behind a "?" or what was typed: a view stands for its address, an error for its text, and what other
people's libraries put into their words is left out but for numbers.
"""

import contextlib
import errno
import json
import logging
import os
import re
import secrets
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, Any

import psycopg
from flask import Flask, Response, current_app, request
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

OURS = "coursebook"
"""Our own loggers begin with it: requests, jobs, mail, queries, faults."""

GIVEN_TRACE = re.compile(r"[A-Za-z0-9-]{8,64}")
LONGEST_STATEMENT = 2000
FIELDS = ("view", "method", "status", "milliseconds", "statement")
"""What a line of ours can have beside its message, given as `extra`."""

log = logging.getLogger(f"{OURS}.requests")


@dataclass(frozen=True)
class Happening:
    """What is under way: a request, or a job's run. `began` is of the monotonic clock, in seconds."""

    trace: str | None = None
    job: str | None = None
    began: float = 0.0


_nothing = Happening()
_under_way: ContextVar[Happening] = ContextVar("under_way", default=_nothing)


# --- Traces ---


def current_trace() -> str | None:
    """The number of the request or the run that is under way; None for neither, as at a command line."""
    return _under_way.get().trace


def seconds_so_far() -> float:
    """How long the request or run under way has taken."""
    return time.monotonic() - _under_way.get().began


@contextlib.contextmanager
def new_trace(job: str) -> Iterator[str]:
    """A job's run: its lines and the messages that it writes carry one number, which this hands out."""
    trace = _new()
    with _as(Happening(trace, job, time.monotonic())):
        yield trace


@contextlib.contextmanager
def trace_of(trace: str | None) -> Iterator[None]:
    """What is done for a record that keeps the number of its cause, such as a message being sent.

    Where it keeps none, the number of the run under way stays.
    """
    now = _under_way.get()
    with _as(replace(now, trace=trace or now.trace)):
        yield


@contextlib.contextmanager
def _as(happening: Happening) -> Iterator[None]:
    before = _under_way.set(happening)
    try:
        yield
    finally:
        _under_way.reset(before)


def _new() -> str:
    """Short enough to be read out on the telephone: 7c1f-09ab-33de."""
    return "-".join(secrets.token_hex(2) for _ in range(3))


# --- Requests ---


def install(app: Flask) -> None:
    """Each request gets its trace before anything else is done for it, and its line after everything."""
    speak(as_json=app.config["LOG_FORMAT"] == "json")
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)
    app.log_exception = _log_fault  # type: ignore[method-assign]


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "") if current_app.config["TRUSTED_PROXIES"] else ""
    trace = given if GIVEN_TRACE.fullmatch(given) else _new()
    _under_way.set(Happening(trace, began=time.monotonic()))


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = str(current_trace())
    took = round(seconds_so_far() * 1000)
    level = logging.DEBUG if request.endpoint == "static" else logging.INFO
    log.log(level, "request", extra={**_what_was_asked(), "status": response.status_code, "milliseconds": took})
    return response


def _forget(error: BaseException | None) -> None:
    _under_way.set(_nothing)


def _log_fault(exc_info: Any) -> None:
    """In Flask's place, which would write the path and with it the tokens of our links."""
    logging.getLogger(f"{OURS}.faults").error("fault", exc_info=exc_info, extra=_what_was_asked())


def _what_was_asked() -> dict[str, str | None]:
    return {"view": request.endpoint, "method": request.method}


# --- Slow queries ---


def watch(engine: Engine, *, slow_from: int) -> None:
    """Write down each statement that takes so many milliseconds, without the values that were put into it.

    Of requests and of jobs, that is: at a command line somebody watches who knows what they do, an import say.
    """
    slow = logging.getLogger(f"{OURS}.queries")

    @event.listens_for(engine, "before_cursor_execute")
    def begin(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        context.began_at = time.monotonic()

    @event.listens_for(engine, "after_cursor_execute")
    def end(connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        took = (time.monotonic() - context.began_at) * 1000
        if took >= slow_from and current_trace():
            text = " ".join(statement.split())[:LONGEST_STATEMENT]
            slow.warning("slow query", extra={"statement": text, "milliseconds": round(took)})


# --- Lines ---


def speak(*, as_json: bool) -> None:
    """Everything that is logged in this process goes to its standard error, in our form."""
    form = Json() if as_json else Plain()
    root = logging.getLogger()
    ours = next((handler for handler in root.handlers if isinstance(handler, _StandardError)), None)
    if ours is None:
        root.addHandler(ours := _StandardError())
    ours.setFormatter(form)
    logging.getLogger(OURS).setLevel(logging.INFO)
    threading.excepthook = _log_fault_of_a_thread
    for handler in logging.getLogger("gunicorn.error").handlers:  # in a worker: it writes whole addresses
        handler.setFormatter(form)


def _log_fault_of_a_thread(gone: threading.ExceptHookArgs) -> None:
    """In Python's place, which would write the error's own words."""
    if gone.exc_value is not None:
        fault = (gone.exc_type, gone.exc_value, gone.exc_traceback)
        logging.getLogger(f"{OURS}.faults").error("a thread ended", exc_info=fault)


def name_process(name: str) -> None:
    """Say what this process is, for its lines: "web" unless it says otherwise."""
    global _process
    _process = name


_process = "web"


class _StandardError(logging.StreamHandler[Any]):
    """Whatever standard error is at the moment of writing."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> IO[str]:
        return sys.stderr


class Json(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({name: value for name, value in told(record).items() if value not in (None, "")})


class Plain(logging.Formatter):
    """For whoever develops: 10:02:11 INFO requests: request booking_places.book GET 200 34 ms [7c1f-09ab-33de]."""

    def format(self, record: logging.LogRecord) -> str:
        line = told(record)
        facts = [str(line[name]) for name in ("job", "view", "method", "status", "statement") if line.get(name)]
        took = [f"{line['milliseconds']} ms"] if line.get("milliseconds") is not None else []
        trace = [f"[{line['trace']}]"] if line["trace"] else []
        at, name = str(line["at"])[11:19], record.name.removeprefix(f"{OURS}.")
        said = " ".join([f"{at} {record.levelname} {name}:", line["message"], *facts, *took, *trace])
        return f"{said}\n{line['error']}" if line["error"] else said


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What a line may hold, by name; nothing else of the record is written."""
    now = _under_way.get()
    is_ours = record.name.split(".")[0] == OURS
    return {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": record.getMessage() if is_ours else _without_values(record),
        "trace": now.trace,
        "process": f"{_process} {os.getpid()}",
        "job": now.job,
        **{name: getattr(record, name, None) for name in FIELDS},
        "error": fault(record.exc_info[1]) if record.exc_info and record.exc_info[1] else None,
    }


def _without_values(record: logging.LogRecord) -> str:
    """A library's words as they stand in its code; of what it puts into them, numbers alone.

    Words that came ready-made are cut where a value may begin: gunicorn tells a stranger's address so.
    """
    if isinstance(record.msg, BaseException):
        return kind_of(record.msg)
    if not isinstance(record.args, tuple) or not record.args:
        return re.split(r"[=:'\"/@(]", str(record.msg))[0].strip()
    try:
        return str(record.msg) % tuple(each if isinstance(each, int | float) else "…" for each in record.args)
    except (TypeError, ValueError):
        return str(record.msg)


def fault(error: BaseException) -> str:
    """Where an error was raised and what kind it is, its causes first: an error's own words can hold what was typed."""
    whole: list[str] = []
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        whole.append(fault(cause))
    whole += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
    return "\n".join([*whole, kind_of(error)])


def kind_of(error: BaseException) -> str:
    """The class of an error, with the number or name that the system or the database gave it: OSError ENOSPC."""
    inner = (isinstance(error, DBAPIError) and error.orig) or error
    name = type(error).__qualname__ if inner is error else f"{type(error).__qualname__} {type(inner).__qualname__}"
    if isinstance(inner, psycopg.Error):
        return f"{name} {inner.sqlstate or ''}".strip()
    if isinstance(inner, sqlite3.Error):
        return f"{name} {getattr(inner, 'sqlite_errorname', '')}".strip()
    if isinstance(inner, OSError) and inner.errno:
        return f"{name} {errno.errorcode.get(inner.errno, inner.errno)}"
    return name
