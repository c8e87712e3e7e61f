"""The house as it is measured: a database like one in use, the settings of a server, and people who are signed in."""

import contextlib
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from typing import NamedTuple

import psycopg
from flask import Flask
from flask import session as browser
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, update

from app import create_app
from app.accounts.models import User
from app.accounts.sessions.models import SignInSession
from app.accounts.sessions.queries import hash_of
from app.accounts.sessions.rules import ends_at
from app.core import clock
from app.core.database import db
from app.core.roles import Role
from app.notifications.models import Message, MessageState
from bench import postgresql
from tests.builders import an_agency, number_from, the_terms
from tests.conftest import migrate, settings
from tests.data.command_line import call
from tests.servers import LOOPBACK
from tests.serving_files import options_for_connections

NAME = "training.example.org"

DATABASES = ("sqlite", "postgresql")

BEHIND_NGINX = options_for_connections()
"""How gunicorn is started where the bench stands in for nginx. Connections that are kept stay with the worker that took
them, so that one worker may have all of them and the other none: a figure then says which of both it was."""


@contextlib.contextmanager
def a_database(kind: str) -> Iterator[str]:
    """The address of an empty, migrated database, whose commits are as safe as on a server."""
    with contextlib.ExitStack() as kept:
        if kind == "sqlite":
            folder = kept.enter_context(tempfile.TemporaryDirectory(prefix="coursebook-bench-"))
            url = f"sqlite:///{folder}/bench.sqlite"
        else:
            server = kept.enter_context(postgresql.a_server())
            url = a_database_of(server)
        migrate(url)
        yield url


def a_database_of(server: postgresql.Server) -> str:
    """Its address; it is empty, and not migrated yet."""
    name = f"bench_{uuid.uuid4().hex[:8]}"
    server.ask(f"CREATE DATABASE {name}")
    with contextlib.suppress(psycopg.errors.FeatureNotSupported):  # the wheel has none
        server.ask("CREATE EXTENSION pg_trgm", name)
    return server.url(name)


@contextlib.contextmanager
def the_demo(database: str) -> Iterator[Flask]:
    """The made-up programme of `make run`, and an application in its context that reads it."""
    app = create_app(settings(database))
    with app.app_context():
        said = call(app, "demo")
        assert said.code == 0, said.err
        # what the demo has may not be built again, and of its mail nothing waits: a mail worker would hold it all back
        number_from(time.time_ns() // 1000)
        db.session.connection(execution_options={"writes": True})
        db.session.execute(update(Message).where(Message.waits).values(state=MessageState.WITHDRAWN))
        db.session.commit()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def an_empty_house(database: str) -> Iterator[Flask]:
    """Terms, and nothing else: quick to make, where what is measured doesn't grow with the programme."""
    app = create_app(settings(database))
    with app.app_context():
        the_terms()
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextlib.contextmanager
def as_on_a_server(database: str, **more: str) -> Iterator[dict[str, str]]:
    """The environment of processes in production, as docs/serving has it; nginx is the bench."""
    with tempfile.TemporaryDirectory(prefix="coursebook-bench-") as counts:
        yield {
            "PATH": os.environ.get("PATH", os.defpath),
            **settings(database, KEEP_PAGES="1"),
            "COURSEBOOK_ENV": "production",
            "PUBLIC_URL": f"https://{NAME}",
            "SECRET_KEY": "a key of the bench, which is long enough for production",
            "MAIL_SERVER": LOOPBACK,
            "MAIL_DEFAULT_SENDER": "training@example.org",
            "TRUSTED_PROXIES": "1",
            "PROMETHEUS_MULTIPROC_DIR": counts,
            **more,
        }


class SignedIn(NamedTuple):
    """A person, the cookie of their browser, and the token that its forms carry."""

    user_id: int
    cookie: str
    form_token: str


def people_signed_in(env: dict[str, str], how_many: int) -> list[SignedIn]:
    """Each knows all that one button asks, and signed in a moment ago."""
    at, first = clock.now(), uuid.uuid4().hex[:8]
    agency = an_agency().id
    who = {"role": Role.PRACTITIONER, "agency_id": agency, "job_role": "Social worker", "created_at": at}
    who |= {"manager_name": "Line Manager", "manager_email": "line-manager@example.org", "address_proved_at": at}
    names = [f"Booker {first} {n}" for n in range(how_many)]
    people = [who | {"name": name, "email": f"{name.lower().replace(' ', '.')}@example.org"} for name in names]
    db.session.rollback()
    db.session.connection(execution_options={"writes": True})
    ids = list(db.session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), people))
    ends = ends_at(at, is_staff=False, is_own_device=True)
    what = {"made_at": at, "last_seen_at": at, "proved_at": at, "is_own_device": True, "ends_at": ends}
    secrets = [uuid.uuid4().hex for _ in ids]
    rows = zip(secrets, ids, strict=True)
    db.session.execute(
        insert(SignInSession), [what | {"secret_hash": hash_of(secret), "user_id": user} for secret, user in rows]
    )
    db.session.commit()
    served = create_app(env | {"PROMETHEUS_MULTIPROC_DIR": ""})
    return [_signed_in(served, user, secret) for user, secret in zip(ids, secrets, strict=True)]


def _signed_in(served: Flask, user_id: int, secret: str) -> SignedIn:
    """By the keys of the server that is asked."""
    with served.test_request_context():
        token = generate_csrf()
        signer = SecureCookieSessionInterface().get_signing_serializer(served)
        assert signer is not None
        cookie = signer.dumps({"_user_id": secret, "_fresh": True, "csrf_token": browser["csrf_token"]})
    name = served.config["SESSION_COOKIE_NAME"]
    return SignedIn(user_id, f"{name}={cookie}", token)
