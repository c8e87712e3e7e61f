"""Reads of what is held about somebody."""

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.core.database import db
from app.notifications.models_subjects import LetterSubject
from app.personal.rules import DataSubject, PersonalTable, is_nobodys
from app.records.holdings import rules
from app.records.holdings.models import PersonRequest
from app.web.paging import Page, page_of_rows

PER_PAGE = 50


def subject_of(person: User) -> DataSubject:
    """A person, with every address that is theirs: that of a record merged into theirs too."""
    merged = db.session.scalars(select(User.email).where(User.merged_into_id == person.id))
    emails = frozenset(email for email in (person.email, *merged) if not is_nobodys(email))
    return _with_records(DataSubject(person.id, emails))


def subject_of_address(email: str) -> DataSubject:
    """Whoever has an address, and no record: a line manager, say."""
    return _with_records(DataSubject(None, frozenset({email})))


def _with_records(subject: DataSubject) -> DataSubject:
    found = {
        f"{held.model.ABOUT}{number}"
        for held in rules.PERSONAL
        if held.person and isinstance(held.model, type) and issubclass(held.model, LetterSubject)
        for number in ids_of(held, subject)
    }
    return replace(subject, records=frozenset(found))


def ids_of(held: PersonalTable, subject: DataSubject) -> list[int]:
    """The numbers of the rows of one table that are about somebody."""
    return list(db.session.scalars(select(held.table.c.id).where(rules.about(held, subject)).order_by(held.table.c.id)))


def rows_of(held: PersonalTable, subject: DataSubject, *, at_most: int) -> list[Any]:
    """The newest of the records of one table that are about somebody."""
    wanted = select(held.model).where(rules.about(held, subject)).order_by(held.table.c.id.desc()).limit(at_most)
    return list(db.session.scalars(wanted).unique())


def how_many_of(held: PersonalTable, subject: DataSubject) -> int:
    wanted = select(func.count()).select_from(held.table).where(rules.about(held, subject))
    return db.session.scalar(wanted) or 0


def counts_about(subject: DataSubject) -> dict[str, int]:
    """How many rows there are about somebody, by what they are; what there is nothing of isn't named."""
    counts: dict[str, int] = {}
    for held in rules.PERSONAL:
        if how_many := how_many_of(held, subject):
            counts[held.title] = counts.get(held.title, 0) + how_many
    return counts


def kept_by_law(subject: DataSubject) -> dict[str, str]:
    """Of what erasing leaves under their name: how many of what, and why, by title."""
    kept = {}
    for held in rules.PERSONAL:
        reasons = {why for name, why in held.keeps.items() if name in NAMES_THEM}
        if reasons and (how_many := how_many_of(held, subject)):
            kept[f"{held.title} ({how_many:,})"] = "; ".join(sorted(reasons))
    return kept


NAMES_THEM = {"name", "contact_name", "contact_email"}
"""Columns that would still name somebody; each stays only where its declaration says why."""


def page_of_requests(*, page: int) -> Page[Any]:
    """Requests about people's data, the newest first, each with the person's name and that of who did it."""
    person, doer = aliased(User), aliased(User)
    wanted: Any = (
        select(PersonRequest, person, doer.name)
        .outerjoin(person, person.id == PersonRequest.person_id)
        .outerjoin(doer, doer.id == PersonRequest.done_by_id)
        .order_by(PersonRequest.id.desc())
    )
    return page_of_rows(wanted, page=page, per_page=PER_PAGE)
