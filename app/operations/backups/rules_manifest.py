"""What a backup says of itself: what is in it, what it was made of, and which secrets were in use then."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from app.operations.backups.refusals import NotABackup

FORMAT = 1
"""Of the file. A later one is refused in words."""

KEYS = ("SECRET_KEY", "SECRET_KEY_FALLBACKS")
"""What signs links and codes: each name holds one key, or several."""

_SECRET = re.compile(r"KEY|PASSWORD|SECRET|TOKEN|CREDENTIAL")
_IN_AN_ADDRESS = re.compile(r"pass|secret|token|key", re.IGNORECASE)
_TABLE = re.compile(r"[a-z_][a-z0-9_]{0,62}", re.ASCII)
ROUNDS = 100_000
"""So that nobody finds a short password by trying many against its fingerprint."""


@dataclass(frozen=True)
class Surroundings:
    """What of the house isn't in its database: the folder of uploads, the settings as they were given, the version."""

    uploads: Path
    settings: Mapping[str, str | None]
    version: str


@dataclass(frozen=True)
class Member:
    """One file in a backup."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """`rows` are the numbers of rows by table, `fingerprints` those of the secrets, by the name of the setting."""

    made_at: datetime
    version: str
    database: str
    revision: str | None
    rows: dict[str, int]
    members: dict[str, Member]
    salt: str
    fingerprints: dict[str, list[str]]

    def as_json(self) -> bytes:
        said = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        return json.dumps(said, indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, said: bytes) -> "Manifest":
        """Raises NotABackup."""
        try:
            found = json.loads(said)
            if found.pop("format") != FORMAT:
                raise NotABackup("This backup was made by a later version of Coursebook. Restore it with that version.")
            members = {str(name): Member(**member) for name, member in found.pop("members").items()}
            manifest = cls(**found | {"made_at": datetime.fromisoformat(found["made_at"]), "members": members})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NotABackup from error
        tables_are_named = all(_TABLE.fullmatch(name) and type(rows) is int for name, rows in manifest.rows.items())
        is_known = manifest.database in ("sqlite", "postgresql")
        if not (tables_are_named and is_known and manifest.made_at.tzinfo):
            raise NotABackup
        return manifest


def open_settings(given: Mapping[str, str | None]) -> dict[str, str | None]:
    """The settings that anybody may read: those that hold a secret are left out, and so is a password in an address."""
    return {name: _without_password(value) for name, value in sorted(given.items()) if not _SECRET.search(name)}


def fingerprints(given: Mapping[str, str | None], *, salt: str) -> dict[str, list[str]]:
    """By which one can tell whether a secret is still the same, and not what it is."""
    secrets = {name: _keys(name, value) for name, value in given.items() if value and _SECRET.search(name)}
    in_addresses = {
        f"{name} (its password)": [value]
        for name, value in given.items()
        if value and not _SECRET.search(name) and _without_password(value) != value
    }
    return {
        name: [_fingerprint(value, salt) for value in values]
        for name, values in sorted({**secrets, **in_addresses}.items())
    }


def lost_keys(manifest: Manifest, given: Mapping[str, str | None]) -> int:
    """How many of the keys that signed links then are read no more."""
    now = fingerprints({name: given.get(name) for name in KEYS}, salt=manifest.salt)
    known = {each for name in KEYS for each in now.get(name, ())}
    return len({each for name in KEYS for each in manifest.fingerprints.get(name, ())} - known)


def changed_secrets(manifest: Manifest, given: Mapping[str, str | None]) -> list[str]:
    """The other secrets that aren't what they were, by name."""
    now = fingerprints(given, salt=manifest.salt)
    return sorted(name for name, then in manifest.fingerprints.items() if name not in KEYS and then != now.get(name))


def changed_settings(
    then: Mapping[str, str | None], given: Mapping[str, str | None]
) -> list[tuple[str, str | None, str | None]]:
    """Name, value then and value now of each setting that is another."""
    now = open_settings(given)
    return [(name, then.get(name), now.get(name)) for name in sorted({*then, *now}) if then.get(name) != now.get(name)]


def settings_as_json(settings: Mapping[str, str | None]) -> bytes:
    return json.dumps(settings, indent=1, ensure_ascii=False).encode()


def settings_from_json(said: bytes) -> dict[str, str | None]:
    """Raises NotABackup."""
    try:
        found: Any = json.loads(said)
        return {str(name): None if value is None else str(value) for name, value in found.items()}
    except (ValueError, AttributeError) as error:
        raise NotABackup from error


def _keys(name: str, value: str) -> list[str]:
    return value.replace(",", " ").split() if name == "SECRET_KEY_FALLBACKS" else [value]


def _fingerprint(value: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", value.encode(), bytes.fromhex(salt), ROUNDS).hex()[:12]


def _without_password(value: str | None) -> str | None:
    """An address without its password; anything else as it stands."""
    if not value or "://" not in value:
        return value
    try:
        parts = urlsplit(value)
        user, at, host = parts.netloc.rpartition("@")
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return None
    open_query = [(name, each) for name, each in query if not _IN_AN_ADDRESS.search(name)]
    if ":" not in user and open_query == query:
        return value
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}", query=urlencode(open_query)))
