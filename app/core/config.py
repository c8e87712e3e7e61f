"""Every setting, read once from the environment."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from app.core.cookies import SESSION
from app.engines.postgresql import engine_options

INSTANCE = Path(__file__).parents[2] / "instance"
ENVIRONMENTS = ("development", "production", "testing")
LOG_FORMATS = ("json", "plain")
SHORTEST_TOKEN = 16
MADE_UP_NAME = "Anyshire Safeguarding Children Partnership"
SHORTEST_KEY = 32
"""Bytes of what signs sessions, links and codes."""
YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")

NEEDED_IN_PRODUCTION = (
    "DATABASE_URL",
    "SECRET_KEY",
    "PUBLIC_URL",
    "MAIL_SERVER",
    "MAIL_DEFAULT_SENDER",
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
        if len(environ["SECRET_KEY"].encode()) < SHORTEST_KEY:
            raise SettingWrong(
                f"SECRET_KEY is too short: it needs {SHORTEST_KEY} bytes at least, and nobody may guess it. Make a new "
                "one, for example with: python -c 'import secrets; print(secrets.token_urlsafe(48))'. "
                "If this installation is in use, put the old one in SECRET_KEY_FALLBACKS: mailed links go on working."
            )

    port = _whole_number(environ, "PORT", 5000)
    database, pooler = database_url(environ.get("DATABASE_URL", "")), _yes(environ, "DATABASE_POOLER")
    public_url = environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/")
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
        "KEEP_PAGES": _whole_number(environ, "KEEP_PAGES", 1, lowest=0),  # seconds: public pages
        "SETTINGS_DEFAULTS": _defaults_of_settings(environ, environment),
        "PARTNERSHIP_LOGO": _path(environ, "PARTNERSHIP_LOGO", "an SVG, PNG or JPEG file", _is_picture),
        "SQLALCHEMY_DATABASE_URI": database,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(database, through_a_pooler=pooler),
        "DATABASE_POOLER": pooler,
        "UPLOADS": environ.get("UPLOADS") or str(INSTANCE / "uploads"),
        **_watching_settings(environ, environment),
        **_mail_settings(environ),
        **_bounces_settings(environ),
        **_single_sign_on_settings(environ, environment),
        "COURSEBOOK_CLOCK": environ.get("COURSEBOOK_CLOCK"),
        "SESSION_COOKIE_NAME": SESSION.name,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": public_url.startswith("https:"),
        "PERMANENT_SESSION_LIFETIME": SESSION.lasts,  # of a cookie; the row of the session says when it ends
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_SECRET_KEY": [*reversed(earlier_keys), secret_key],  # a form opened under an earlier key works
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch still works; the session bounds it
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,  # the preview of an import sends its text back as a field
        "DEMO": _yes(environ, "DEMO", default=True),
        "FIRST_MANAGER": _address(environ, "FIRST_MANAGER"),
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


def _defaults_of_settings(environ: Mapping[str, str], environment: str) -> dict[str, dict[str, Any]]:
    """What stands for settings made on pages until somebody makes them, by group and name."""
    name = environ.get("PARTNERSHIP_NAME") or ("" if environment == "production" else MADE_UP_NAME)
    return {"partnership": {"name": name} if name else {}}


def _watching_settings(environ: Mapping[str, str], environment: str) -> dict[str, Any]:
    """What the house says to whoever runs it, and when it calls for help."""
    return {
        "LOG_FORMAT": _one_of(environ, "LOG_FORMAT", LOG_FORMATS, "json" if environment == "production" else "plain"),
        "SLOW_QUERY_MS": _whole_number(environ, "SLOW_QUERY_MS", 500),
        "METRICS_TOKEN": _long_token(environ, "METRICS_TOKEN"),
        "PROMETHEUS_MULTIPROC_DIR": _path(environ, "PROMETHEUS_MULTIPROC_DIR", "a folder", Path.is_dir),
        "LOW_DISK_MB": _whole_number(environ, "LOW_DISK_MB", 200),
        "LOW_DISK_PERCENT": _whole_number(environ, "LOW_DISK_PERCENT", 2),
    }


def _mail_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """How mail is sent. Raises SettingWrong where settings contradict each other or a token would go in the clear."""
    uses_tls, uses_ssl = _yes(environ, "MAIL_USE_TLS"), _yes(environ, "MAIL_USE_SSL")
    if uses_tls and uses_ssl:
        raise SettingWrong("Set MAIL_USE_TLS (STARTTLS) or MAIL_USE_SSL (TLS from the start), not both.")
    found = {
        "MAIL_SERVER": environ.get("MAIL_SERVER") or None,
        "MAIL_PORT": _whole_number(environ, "MAIL_PORT", 465 if uses_ssl else 587 if uses_tls else 25),
        "MAIL_USERNAME": environ.get("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": environ.get("MAIL_PASSWORD") or None,
        "MAIL_USE_TLS": uses_tls,
        "MAIL_USE_SSL": uses_ssl,
        "MAIL_DEFAULT_SENDER": environ.get("MAIL_DEFAULT_SENDER", "training@example.org"),
        "MAIL_SUPPRESS_SEND": False,
        "MAIL_CONNECTIONS": _whole_number(environ, "MAIL_CONNECTIONS", 3, most=20),
        "MAIL_PER_MINUTE": _whole_number(environ, "MAIL_PER_MINUTE", 0, lowest=0),
        "MAIL_PER_MINUTE_TO_A_DOMAIN": _whole_number(environ, "MAIL_PER_MINUTE_TO_A_DOMAIN", 300, lowest=0),
        "MAIL_OAUTH_TOKEN_URL": environ.get("MAIL_OAUTH_TOKEN_URL") or None,
        "MAIL_OAUTH_CLIENT_ID": environ.get("MAIL_OAUTH_CLIENT_ID") or None,
        "MAIL_OAUTH_CLIENT_SECRET": environ.get("MAIL_OAUTH_CLIENT_SECRET") or None,
        "MAIL_OAUTH_SCOPE": environ.get("MAIL_OAUTH_SCOPE") or "https://outlook.office365.com/.default",
        "DNS_SERVER": _dns_server(environ),
    }
    if any(found[name] for name in OAUTH):
        _must_sign_in_safely(found)
    return found


OAUTH = ("MAIL_OAUTH_TOKEN_URL", "MAIL_OAUTH_CLIENT_ID", "MAIL_OAUTH_CLIENT_SECRET")


def _must_sign_in_safely(found: Mapping[str, Any]) -> None:
    """By a token: all that it needs, no password beside it, and encrypted all the way. Raises SettingWrong."""
    missing = [name for name in (*OAUTH, "MAIL_USERNAME") if not found[name]]
    if missing:
        raise SettingWrong(f"To sign in to the mail server by a token, set these too: {', '.join(missing)}.")
    if found["MAIL_PASSWORD"]:
        raise SettingWrong("Set MAIL_PASSWORD or the settings that begin with MAIL_OAUTH_, not both.")
    url = urlsplit(found["MAIL_OAUTH_TOKEN_URL"])
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in THIS_MACHINE):
        raise SettingWrong("MAIL_OAUTH_TOKEN_URL must begin with https://, because the secret goes there.")
    if not (found["MAIL_USE_TLS"] or found["MAIL_USE_SSL"] or found["MAIL_SERVER"] in (None, *THIS_MACHINE)):
        raise SettingWrong("Set MAIL_USE_TLS or MAIL_USE_SSL: a token isn't sent in plain text.")


def _bounces_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """The mailbox that mail comes back to. Raises SettingWrong if nobody could sign in to it."""
    uses_ssl = _yes(environ, "BOUNCES_IMAP_USE_SSL", default=True)
    found = {
        "BOUNCES_IMAP_SERVER": environ.get("BOUNCES_IMAP_SERVER") or None,
        "BOUNCES_IMAP_PORT": _whole_number(environ, "BOUNCES_IMAP_PORT", 993 if uses_ssl else 143),
        "BOUNCES_IMAP_USERNAME": environ.get("BOUNCES_IMAP_USERNAME") or environ.get("MAIL_USERNAME") or None,
        "BOUNCES_IMAP_PASSWORD": environ.get("BOUNCES_IMAP_PASSWORD") or None,
        "BOUNCES_IMAP_FOLDER": environ.get("BOUNCES_IMAP_FOLDER") or "INBOX",
        "BOUNCES_IMAP_USE_SSL": uses_ssl,
    }
    can_sign_in = found["BOUNCES_IMAP_PASSWORD"] or environ.get("MAIL_OAUTH_TOKEN_URL")
    if found["BOUNCES_IMAP_SERVER"] and not (found["BOUNCES_IMAP_USERNAME"] and can_sign_in):
        raise SettingWrong(
            "To read BOUNCES_IMAP_SERVER, set BOUNCES_IMAP_USERNAME and BOUNCES_IMAP_PASSWORD, "
            "or the settings that begin with MAIL_OAUTH_."
        )
    return found


OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
MICROSOFT = ("microsoftonline.com", "microsoftonline.us", "microsoftonline.cn", "sts.windows.net", "login.windows.net")
SHARED_TENANTS = ("common", "organizations", "consumers", "{tenantid}", "9188040d-6c67-4c5b-b112-36a304b66dad")
"""Whoever has an account with Microsoft at all signs in there; the last is where personal accounts are kept."""


def _single_sign_on_settings(environ: Mapping[str, str], environment: str) -> dict[str, Any]:
    """The provider that people may sign in with; none unless it is named. Raises SettingWrong where anybody could be
    its customer, or could listen."""
    found = {name: environ.get(name) or None for name in OIDC}
    missing = [name for name in OIDC if not found[name]]
    if 0 < len(missing) < len(OIDC):
        raise SettingWrong(f"To sign in with a provider (OpenID Connect), set these too: {', '.join(missing)}.")
    if not missing:
        _must_be_one_organisations(str(found["OIDC_ISSUER"]), environment)
    return {**found, "OIDC_NAME": environ.get("OIDC_NAME") or "your work account"}


def _must_be_one_organisations(issuer: str, environment: str) -> None:
    try:
        url = urlsplit(issuer)
    except ValueError:
        url = urlsplit("")
    is_test = environment == "testing" and url.scheme == "http" and url.hostname in THIS_MACHINE
    if not url.hostname or not (url.scheme == "https" or is_test) or any(mark in issuer for mark in "?#@ "):
        raise SettingWrong(f"OIDC_ISSUER is {issuer!r}; it must be the provider's address and begin with https://.")
    tenant = url.path.strip("/").split("/")[0].lower()
    if url.hostname.endswith(MICROSOFT) and tenant in ("", *SHARED_TENANTS):
        raise SettingWrong(
            f"OIDC_ISSUER is {issuer!r}, which everybody with a Microsoft account shares. Name your own tenant: "
            "https://login.microsoftonline.com/TENANT-ID/v2.0."
        )


def database_url(given: str) -> str:
    """SQLite in instance/ unless another is given; PostgreSQL always through psycopg 3. Raises SettingWrong."""
    if not given:
        return f"sqlite:///{INSTANCE / 'coursebook.sqlite'}"
    given = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", given)
    try:
        usable = make_url(given).drivername in ("sqlite", "postgresql+psycopg")
    except (ArgumentError, ValueError):
        usable = False
    if not usable:
        raise SettingWrong("DATABASE_URL must be an address such as sqlite:///… or postgresql://user@host/name.")
    return given


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, lowest: int = 1, most: int = 65535) -> int:
    given = environ.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 9 and lowest <= int(given) <= most):
        raise SettingWrong(f"{name} is {given!r}; it must be a whole number from {lowest} to {most}.")
    return int(given)


def _one_of(environ: Mapping[str, str], name: str, known: Sequence[str], default: str) -> str:
    given = environ.get(name) or default
    if given not in known:
        raise SettingWrong(f"{name} is {given!r}; it can be {', '.join(known)}.")
    return given


def _long_token(environ: Mapping[str, str], name: str) -> str:
    """A secret that nobody guesses, or nothing."""
    given = environ.get(name, "")
    if given and len(given) < SHORTEST_TOKEN:
        raise SettingWrong(f"{name} is too short: {SHORTEST_TOKEN} characters at least.")
    return given


def _path(environ: Mapping[str, str], name: str, what: str, fits: Callable[[Path], bool]) -> str:
    """The path of something that is there, or nothing."""
    given = environ.get(name, "")
    if given and not fits(Path(given)):
        raise SettingWrong(f"{name} is {given!r}; it must be the path of {what}.")
    return given


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in (".svg", ".png", ".jpg", ".jpeg") and path.is_file()


def _yes(environ: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    """A word for yes or for no. One that is neither might leave mail unencrypted: raises SettingWrong."""
    given = environ.get(name, "").strip().lower()
    if given not in ("", *YES, *NO):
        raise SettingWrong(f"{name} is {given!r}; it can be yes or no.")
    return given in YES if given else default


def _address(environ: Mapping[str, str], name: str) -> str:
    """An e-mail address, or nothing."""
    given = environ.get(name, "").strip().lower()
    if given and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+", given):
        raise SettingWrong(f"{name} is {given!r}; it must be an e-mail address.")
    return given


def _dns_server(environ: Mapping[str, str]) -> tuple[str, int] | None:
    """An address and a port, "192.0.2.53" or "192.0.2.53:5353"; None is the machine's own. Raises SettingWrong."""
    if not (given := environ.get("DNS_SERVER", "")):
        return None
    try:
        host, _, port = given.rpartition(":") if given.count(":") == 1 else (given, "", "53")
        return str(ip_address(host)), int(port)
    except ValueError as error:
        raise SettingWrong(f"DNS_SERVER is {given!r}; it must be an address such as 192.0.2.53.") from error
