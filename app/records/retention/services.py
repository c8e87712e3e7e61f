"""Forgetting what is due, some hundred rows at a time, and keeping count."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, update

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core import changes
from app.core.changes import AT_ONCE, in_batches
from app.core.clock import to_london
from app.core.database import command, db
from app.core.errors import Refusal
from app.personal.rules import ERASED, Forgotten
from app.records.erasing.rules import values_after
from app.records.erasing.services import erase_person
from app.records.holdings.models import CameBy
from app.records.holdings.rules import FORGOTTEN
from app.records.holdings.services import Asked
from app.records.retention import queries
from app.records.retention.models import RetentionRun
from app.settings import queries as settings
from app.settings.rules_retention import RetentionPeriods

MOST_A_NIGHT = 500
"""People who are erased in one night; each is a transaction of its own."""

UNHEARD_OF = "Nobody had heard of them for as long as people are kept."


def forget_what_is_due(*, at: datetime) -> int:
    """Once a night; returns how many rows were forgotten. Not one transaction, and what fails is due the next night.

    It looks at what is due by the date, in parts: nothing waits for it.
    """
    look = changes.look("retention", at=at)
    if not look.is_sweep:
        return 0
    counts = forget(settings.current(RetentionPeriods), at=at)
    changes.note(look)
    return sum(counts.values())


def forget(periods: RetentionPeriods, *, at: datetime) -> dict[str, int]:
    """All that is due at an instant by these periods; how many, by what they were. It is logged where it is any."""
    counts: Counter[str] = Counter()
    for each in FORGOTTEN:
        counts[each.what] += _forget_all(each, periods, at=at)
    counts["people"] = _erase_people(periods, at=at)
    forgotten = {what: how_many for what, how_many in counts.items() if how_many}
    if forgotten:
        _log(forgotten, at=at)
    return forgotten


def _forget_all(each: Forgotten, periods: RetentionPeriods, *, at: datetime) -> int:
    """What is due is read by many thousands and written by the hundred: ten years aren't searched for each part."""
    how_many, last = 0, 0
    while due := queries.due(each, periods, at=at, after=last):
        how_many += sum(_forget(each, some, periods, at=at) for some in in_batches(due, AT_ONCE))
        last = due[-1]
    return how_many


@command
def _forget(each: Forgotten, numbers: Sequence[int], periods: RetentionPeriods, *, at: datetime) -> int:
    """Those of these rows that are still due. What is forgotten is no news for the jobs that look at what changed: a
    first night forgets ten years."""
    table = each.table
    these = and_(table.c.id.in_(numbers), queries.is_due(each, periods, at))
    if each.goes:
        return len(db.session.scalars(delete(table).where(these).returning(table.c.id)).all())
    values = values_after(each, pseudonym=ERASED)
    if "changed_at" in table.c:
        values["changed_at"] = table.c.changed_at
    forgotten = update(table).where(these).values(values).returning(table.c.id)
    return len(db.session.scalars(forgotten).all())


def _erase_people(periods: RetentionPeriods, *, at: datetime) -> int:
    asked = Asked(CameBy.NOBODY, to_london(at).date(), UNHEARD_OF)
    unheard_of = [person.id for person in queries.people_unheard_of(periods, at=at, at_most=MOST_A_NIGHT)]
    return sum(_erase(number, asked, at=at) for number in unheard_of)


def _erase(number: int, asked: Asked, *, at: datetime) -> bool:
    """Whether they could be: who isn't to be erased yet is looked at again the next night."""
    person = db.session.get(User, number)
    try:
        if person:
            erase_person(person, asked, by=None, at=at)
    except Refusal:
        return False
    return person is not None


@command
def _log(counts: dict[str, int], *, at: datetime) -> None:
    run = RetentionRun(at=at, counts=counts)
    db.session.add(run)
    audit.write(Verb.FORGOT_WHAT_WAS_DUE, run, by=None, at=at)
