"""The file itself: a plain tar, packed with gzip, whose last member says what the others are.

It holds regular files alone. So a reader needs nothing of what a tar can do beside: no links, no names that lead
elsewhere, no headers that ask for memory.
"""

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from app.operations.backups.refusals import BackupDamaged, NotABackup
from app.operations.backups.rules_manifest import Manifest, Member, settings_from_json

MANIFEST, SETTINGS, UPLOADS = "manifest.json", "settings.json", "uploads/"
DATABASES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}

READ_INTO_MEMORY = {MANIFEST: 64 * 1024 * 1024, SETTINGS: 1024 * 1024}
"""The most bytes that each may have."""

LONGEST_NAME = 200
BLOCK, AT_A_TIME = 512, 1024 * 1024
LARGEST_IN_USTAR = 8 * 1024**3


@dataclass(frozen=True)
class ReadBackup:
    """A backup, every checksum of which is right. `size` and `sha256` are those of the whole file."""

    manifest: Manifest
    settings: dict[str, str | None]
    size: int
    sha256: str


def pack(
    path: Path,
    members: Iterable[tuple[str, Path | bytes]],
    *,
    manifest: Callable[[dict[str, Member]], Manifest],
    at: datetime,
) -> None:
    """Write a new file that only its owner may read."""
    packed: dict[str, Member] = {}
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with gzip.GzipFile("", "wb", fileobj=file, mtime=int(at.timestamp())) as out:
            for name, content in members:
                with _opened(content) as source:
                    packed[name] = _put(out, name, source, at)
            _put(out, MANIFEST, io.BytesIO(manifest(packed).as_json()), at)
            out.write(bytes(2 * BLOCK))
        file.flush()
        os.fsync(file.fileno())


def _opened(content: Path | bytes) -> BinaryIO:
    return io.BytesIO(content) if isinstance(content, bytes) else content.open("rb")


def _put(out: gzip.GzipFile, name: str, source: BinaryIO, at: datetime) -> Member:
    if not _is_safe(name):
        raise ValueError(f"a file of this name can’t be backed up: {name!r}")
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    header = tarfile.TarInfo(name)
    header.size, header.mode, header.mtime = size, 0o600, int(at.timestamp())
    is_plain = size < LARGEST_IN_USTAR
    out.write(header.tobuf(tarfile.USTAR_FORMAT if is_plain else tarfile.GNU_FORMAT, "utf-8", "strict"))
    digest, left = hashlib.sha256(), size
    while left and (part := source.read(min(left, AT_A_TIME))):
        out.write(part)
        digest.update(part)
        left -= len(part)
    if left:
        raise ValueError(f"{name} became shorter while it was read")
    out.write(bytes(-size % BLOCK))
    return Member(digest.hexdigest(), size)


def read_backup(path: Path, *, room: int, into: Path | None = None) -> ReadBackup:
    """Read all of it, and compare every checksum. Raises NotABackup or BackupDamaged.

    `into` is an empty folder that its files are put into; `room` is how many bytes they may have.
    """
    with path.open("rb") as file:
        noted = _Noted(file)
        try:
            with gzip.GzipFile(fileobj=noted, mode="rb") as source:
                found, words = _read_members(source, room=room, into=into)
                while source.read(AT_A_TIME):  # to the end, where gzip's own checksum stands
                    pass
        except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.HeaderError, UnicodeDecodeError) as error:
            raise (BackupDamaged if noted.size > BLOCK else NotABackup) from error
    if words.keys() != READ_INTO_MEMORY.keys():
        raise NotABackup
    manifest = Manifest.from_json(words[MANIFEST])
    if {DATABASES[manifest.database], SETTINGS} - found.keys():
        raise NotABackup
    del found[MANIFEST]
    if found != manifest.members:
        raise BackupDamaged
    return ReadBackup(manifest, settings_from_json(words[SETTINGS]), noted.size, noted.digest.hexdigest())


class _Noted(io.RawIOBase):
    """A file read from its beginning to its end, and its checksum."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1, /) -> bytes:
        part = self.file.read(size)
        self.digest.update(part)
        self.size += len(part)
        return part


def _read_members(source: gzip.GzipFile, *, room: int, into: Path | None) -> tuple[dict[str, Member], dict[str, bytes]]:
    """Each member, and the bytes of those that are read into memory."""
    found: dict[str, Member] = {}
    words: dict[str, bytes] = {}
    for header in _headers(source):
        name, size = header.name, header.size
        if MANIFEST in found or name in found or header.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
            raise NotABackup
        if not _is_safe(name):
            raise NotABackup(f"This file isn’t a backup of Coursebook: it holds a file by the name {name!r}.")
        room -= size
        if not 0 <= size <= READ_INTO_MEMORY.get(name, size) or room < 0:
            raise NotABackup(f"There isn’t room on the disk for what this file holds: {name} alone has {size:,} bytes.")
        with _destination(name, into) as out:
            found[name] = Member(_copied(source, size, out), size)
            if isinstance(out, io.BytesIO):
                words[name] = out.getvalue()
    return found, words


def _headers(source: gzip.GzipFile) -> Iterator[tarfile.TarInfo]:
    while (block := _exactly(source, BLOCK)) != bytes(BLOCK):
        yield tarfile.TarInfo.frombuf(block, "utf-8", "strict")


def _is_safe(name: str) -> bool:
    """One of ours: a name in the folder of uploads, or one of the few beside it."""
    if name in (MANIFEST, SETTINGS, *DATABASES.values()):
        return True
    parts = PurePosixPath(name).parts
    plain = name.isprintable() and "\\" not in name and ".." not in parts and len(name.encode()) <= LONGEST_NAME
    return plain and len(parts) > 1 and parts[0] == UPLOADS.rstrip("/") and str(PurePosixPath(*parts)) == name


def _destination(name: str, into: Path | None) -> BinaryIO:
    if name in READ_INTO_MEMORY:
        return io.BytesIO()
    if into is None:
        return open(os.devnull, "wb")  # noqa: SIM115 (closed by its reader)
    path = into / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("xb")


def _copied(source: gzip.GzipFile, size: int, out: BinaryIO) -> str:
    """Its checksum."""
    digest, left = hashlib.sha256(), size
    while left:
        part = _exactly(source, min(left, AT_A_TIME))
        digest.update(part)
        out.write(part)
        left -= len(part)
    _exactly(source, -size % BLOCK)
    return digest.hexdigest()


def _exactly(source: gzip.GzipFile, size: int) -> bytes:
    """So many bytes. Raises EOFError where the file ends before."""
    found = source.read(size)
    if len(found) < size:
        raise EOFError
    return found
