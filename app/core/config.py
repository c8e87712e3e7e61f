"""Every setting, read once from the environment."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

INSTANCE = Path(__file__).parents[2] / "instance"
ENVIRONMENTS = ("development", "production", "testing")

NEEDED_IN_PRODUCTION = (
    "DATABASE_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "MAIL_SERVER",
    "MAIL_DEFAULT_SENDER",
    "PARTNERSHIP_NAME",
)


class SettingWrong(RuntimeError):
    """Coursebook doesn't start: a setting is missing or wrong."""


def read_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Flask's configuration from the environment.

    Raises SettingWrong in production when a setting without a safe default isn't there.
    """
    given: dict[str, str | None] = {}
    environ = _Noted(environ, given)
    environment = environ.get("COURSEBOOK_ENV", "development")
    if environment not in ENVIRONMENTS:
        raise SettingWrong(f"COURSEBOOK_ENV is {environment!r}; it can be {', '.join(ENVIRONMENTS)}.")
    if environment == "production":
        missing = [name for name in NEEDED_IN_PRODUCTION if not environ.get(name)]
        if missing:
            raise SettingWrong(f"Set these before starting in production: {', '.join(missing)}.")

    port = _whole_number(environ, "PORT", 5000)
    public_url = environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
    mail_server = environ.get("MAIL_SERVER") or None
    secret_key = environ.get("SECRET_KEY", "for development only: anybody can read this")
    earlier_keys = environ.get("SECRET_KEY_FALLBACKS", "").replace(",", " ").split()
    return {
        "ENVIRONMENT": environment,
        "TESTING": environment == "testing",
        "SECRET_KEY": secret_key,
        "SECRET_KEY_FALLBACKS": earlier_keys,
        "PUBLIC_URL": public_url,
        "PORT": port,
        "TRUSTED_PROXIES": _whole_number(environ, "TRUSTED_PROXIES", 0),
        "PARTNERSHIP_NAME": environ.get("PARTNERSHIP_NAME", "Anyshire Safeguarding Children Partnership"),
        "PARTNERSHIP_LOGO": _picture(environ, "PARTNERSHIP_LOGO"),
        "SQLALCHEMY_DATABASE_URI": database_url(environ.get("DATABASE_URL", "")),
        "UPLOADS": environ.get("UPLOADS") or str(INSTANCE / "uploads"),
        "MAIL_SERVER": mail_server,
        "MAIL_PORT": _whole_number(environ, "MAIL_PORT", 587 if _yes(environ, "MAIL_USE_TLS") else 25),
        "MAIL_USERNAME": environ.get("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": environ.get("MAIL_PASSWORD") or None,
        "MAIL_USE_TLS": _yes(environ, "MAIL_USE_TLS"),
        "MAIL_DEFAULT_SENDER": environ.get("MAIL_DEFAULT_SENDER", "training@example.org"),
        "MAIL_SUPPRESS_SEND": False,
        "COURSEBOOK_CLOCK": environ.get("COURSEBOOK_CLOCK"),
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": public_url.startswith("https:"),
        "REMEMBER_COOKIE_DURATION": timedelta(days=90),
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": public_url.startswith("https:"),
        "WTF_CSRF_SECRET_KEY": [*reversed(earlier_keys), secret_key],  # a form opened under an earlier key works
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still works; the session bounds it
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,  # the preview of an import sends its text back as a field
        "BACKUP_TO": environ.get("BACKUP_TO") or None,
        "SETTINGS_GIVEN": given,  # for a backup, which keeps those that are no secrets
    }


class _Noted(Mapping[str, str]):
    """The environment; each name that is asked for is noted with its value, or with None where it isn't set."""

    def __init__(self, environ: Mapping[str, str], noted: dict[str, str | None]) -> None:
        self._environ, self._noted = environ, noted

    def __getitem__(self, name: str) -> str:
        self._noted[name] = self._environ.get(name)
        return self._environ[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)


def database_url(given: str) -> str:
    """SQLite in instance/ unless another is given; PostgreSQL always through psycopg 3. Raises SettingWrong."""
    if not given:
        return f"sqlite:///{INSTANCE / 'coursebook.sqlite'}"
    for scheme in ("postgres://", "postgresql://"):
        if given.startswith(scheme):
            given = "postgresql+psycopg://" + given.removeprefix(scheme)
    try:
        usable = make_url(given).drivername in ("sqlite", "postgresql+psycopg")
    except (ArgumentError, ValueError):
        usable = False
    if not usable:
        raise SettingWrong("DATABASE_URL must be an address such as sqlite:///… or postgresql://user@host/name.")
    return given


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    given = environ.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and 0 < int(given) < 65536):
        raise SettingWrong(f"{name} is {given!r}; it must be a whole number from 1 to 65535.")
    return int(given)


def _picture(environ: Mapping[str, str], name: str) -> str:
    """The path of a picture file, or nothing."""
    given = environ.get(name, "")
    if given and not (given.lower().endswith((".svg", ".png", ".jpg", ".jpeg")) and Path(given).is_file()):
        raise SettingWrong(f"{name} is {given!r}; it must be the path of an SVG, PNG or JPEG file.")
    return given


def _yes(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").lower() in ("1", "true", "yes", "on")
