"""Coursebook: a safeguarding children partnership's training programme."""

import os
from pathlib import Path

from flask import Flask
from flask_mail import Mail
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import mail_worker, rooms, schedule, serve
from app.accounts.sessions import pages as sessions
from app.accounts.signing_in import pages as signing_in
from app.core import clock, errors, logs
from app.core.config import read_settings
from app.core.database import db, end_page, note_writing
from app.engines import postgresql, sqlite
from app.http.asking import EscapedAddresses
from app.http.kept_pages import KeptPages
from app.web import access, formatting, frame

ROOT = Path(__file__).parent.parent


def create_app(environ: dict[str, str] | None = None) -> Flask:
    """The application, set up from the environment (or from a mapping in its place, for tests)."""
    app = Flask(__name__, instance_path=str(ROOT / "instance"), template_folder=str(ROOT / "templates"))
    app.config.from_mapping(read_settings(os.environ if environ is None else environ))
    if app.testing and app.config["COURSEBOOK_CLOCK"]:
        clock.freeze_in_file(Path(app.config["COURSEBOOK_CLOCK"]))
    if app.config["KEEP_PAGES"]:
        app.wsgi_app = KeptPages(  # type: ignore[method-assign]
            app, seconds=app.config["KEEP_PAGES"], cookie=app.config["SESSION_COOKIE_NAME"]
        )
    if app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=app.config["TRUSTED_PROXIES"])  # type: ignore[method-assign]
    app.wsgi_app = EscapedAddresses(app.wsgi_app)  # type: ignore[method-assign]
    logs.install(app)  # before all that can answer a request
    _add_extensions(app)
    for part in (frame, sessions, rooms, access, signing_in, errors, formatting, schedule, mail_worker, serve):
        part.install(app)
    return app


def _add_extensions(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"))
    Mail(app)
    CSRFProtect(app)
    app.teardown_request(end_page)
    with app.app_context():
        note_writing(db.engine)
        sqlite.prepare(db.engine)
        postgresql.prepare(db.engine, is_by_key=access.is_for_visitors)
        logs.watch(db.engine, slow_from=app.config["SLOW_QUERY_MS"])
