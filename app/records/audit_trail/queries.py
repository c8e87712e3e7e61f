"""Reads of the log, to show it: a page or a batch at a time, by an index of what is asked for, whatever its size."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, union_all

from app.accounts.models import User
from app.audit.models import AuditEntry
from app.core.clock import from_london
from app.core.database import db
from app.personal.rules_searching import plain
from app.records.audit_trail.rules import VerbGroup, verbs_of

PER_PAGE = 50
AT_A_TIME = 1_000
"""Of an export."""

LOOKED_AT = 5_000
"""Entries that one page looks through at most, where several things are asked for at once."""

MOST_FOUND = 20


@dataclass(frozen=True)
class AskedEntries:
    """What somebody wants to see of the log, dates inclusive: about `person_id`, done by `actor_id`."""

    record_type: str = ""
    record_id: int | None = None
    person_id: int | None = None
    actor_id: int | None = None
    group: VerbGroup | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class EntryLine:
    """An entry with those whom it names; no actor for a job or the command line."""

    entry: AuditEntry
    actor: User | None
    person: User | None


@dataclass(frozen=True)
class EntriesPage:
    """The newest first. `older` is the number of an entry after which the next page begins; None where there is none.

    `is_cut` where so much was looked through that the page isn't full, though there may be more before.
    """

    entries: list[EntryLine]
    older: int | None = None
    looked_until: datetime | None = None

    @property
    def is_cut(self) -> bool:
        return self.looked_until is not None


def page_of_entries(asked: AskedEntries, *, before: int | None = None, per_page: int = PER_PAGE) -> EntriesPage:
    """What was asked for, older than an entry if its number is given."""
    behind = db.session.get(AuditEntry, before) if before else None
    streams, rest = _streams(asked, behind), _rest(asked)
    if not rest:
        rows = list(db.session.execute(_newest(streams, per_page + 1)))
        ids, has_more = [row.id for row in rows[:per_page]], len(rows) > per_page
        return EntriesPage(_with_people(ids), older=ids[-1] if has_more else None)
    looked = list(db.session.execute(_newest(streams, LOOKED_AT)))
    wanted = select(AuditEntry.id).where(AuditEntry.id.in_(_numbers(streams)), *rest)
    fitting = set(db.session.scalars(wanted))
    ids = [row.id for row in looked if row.id in fitting]
    if len(ids) > per_page:
        return EntriesPage(_with_people(ids[:per_page]), older=ids[per_page - 1])
    if len(looked) == LOOKED_AT:
        return EntriesPage(_with_people(ids), older=looked[-1].id, looked_until=looked[-1].at)
    return EntriesPage(_with_people(ids))


def entries_in_batches(asked: AskedEntries) -> Iterator[list[EntryLine]]:
    """All that was asked for, the newest first, some at a time: no more than that is in memory."""
    before: int | None = None
    while True:
        page = page_of_entries(asked, before=before, per_page=AT_A_TIME)
        if page.entries:
            yield page.entries
        db.session.expunge_all()
        if page.older is None:
            return
        before = page.older


def _streams(asked: AskedEntries, behind: AuditEntry | None) -> list[list[ColumnElement[bool]]]:
    """Conditions that an index answers in order of time: one stream, or for a group of verbs one each."""
    window = _window(asked, behind)
    if asked.record_type and asked.record_id is not None:
        of_record = (AuditEntry.record_type == asked.record_type, AuditEntry.record_id == asked.record_id)
        return [[*of_record, *window]]
    if asked.person_id is not None:
        return [[AuditEntry.person_id == asked.person_id, *window]]
    if asked.actor_id is not None:
        return [[AuditEntry.actor_id == asked.actor_id, *window]]
    if asked.record_type:
        return [[AuditEntry.record_type == asked.record_type, *window]]
    if asked.group is not None:
        return [[AuditEntry.verb == verb, *window] for verb in verbs_of(asked.group)]
    return [window]


def _rest(asked: AskedEntries) -> list[ColumnElement[bool]]:
    """What else is asked for, beside that which the stream is of."""
    of_record = bool(asked.record_type) and asked.record_id is not None
    conditions: list[ColumnElement[bool]] = []
    if asked.person_id is not None and of_record:
        conditions.append(AuditEntry.person_id == asked.person_id)
    if asked.actor_id is not None and (of_record or asked.person_id is not None):
        conditions.append(AuditEntry.actor_id == asked.actor_id)
    if asked.record_type and not of_record and (asked.person_id is not None or asked.actor_id is not None):
        conditions.append(AuditEntry.record_type == asked.record_type)
    others = (asked.record_type, asked.person_id, asked.actor_id)
    if asked.group is not None and any(each not in ("", None) for each in others):
        conditions.append(AuditEntry.verb.in_(verbs_of(asked.group)))
    return conditions


def _window(asked: AskedEntries, behind: AuditEntry | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if asked.since:
        conditions.append(AuditEntry.at >= from_london(asked.since, time()))
    if asked.until:
        conditions.append(AuditEntry.at < from_london(asked.until + timedelta(days=1), time()))
    if behind is not None:
        conditions.append(AuditEntry.at <= behind.at)
        conditions.append(or_(AuditEntry.at < behind.at, AuditEntry.id < behind.id))
    return conditions


def _newest(streams: list[list[ColumnElement[bool]]], how_many: int) -> Select[Any]:
    """The number and time of the newest of all streams: of each no more is read than could be among them."""
    newest = (AuditEntry.at.desc(), AuditEntry.id.desc())
    parts = [
        select(AuditEntry.id, AuditEntry.at).where(*conditions).order_by(*newest).limit(how_many).subquery()
        for conditions in streams
    ]
    every = union_all(*(select(part.c.id, part.c.at) for part in parts)).subquery("newest")
    return select(every.c.id, every.c.at).order_by(every.c.at.desc(), every.c.id.desc()).limit(how_many)


def _numbers(streams: list[list[ColumnElement[bool]]]) -> Select[Any]:
    looked = _newest(streams, LOOKED_AT).subquery("looked")
    return select(looked.c.id)


def _with_people(ids: list[int]) -> list[EntryLine]:
    entries = {each.id: each for each in db.session.scalars(select(AuditEntry).where(AuditEntry.id.in_(ids)))}
    named = {number for each in entries.values() for number in (each.actor_id, each.person_id) if number}
    known = select(User).where(User.id.in_(named), ~User.is_provisional)  # who proved no address has no page
    people = {user.id: user for user in db.session.scalars(known)}
    return [
        EntryLine(entry, people.get(entry.actor_id or 0), people.get(entry.person_id or 0))
        for entry in (entries[number] for number in ids)
    ]


def people_named(words: str) -> list[User]:
    """People in whose name or address each of the words occurs, by name: the first of them."""
    wanted = [User.search_text.contains(word, autoescape=True) for word in plain(words).split()]
    if not wanted:
        return []
    found = select(User).where(and_(*wanted), ~User.is_provisional).order_by(User.search_text)
    return list(db.session.scalars(found.limit(MOST_FOUND)))
