"""Merging two records of one person."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, tuple_, update

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.claims import services as claims
from app.booking.services_letters import withdraw_queued_mail
from app.booking.waiting_list import services as waiting_list
from app.core.database import Base, advisory_lock, command, db
from app.personal.rules import NOBODYS, PersonalTable, columns_of, is_a_person
from app.records.elsewhere import services as elsewhere
from app.records.holdings.models import PersonRequest, RequestKind
from app.records.holdings.rules import PERSONAL
from app.records.holdings.services import Asked, note_request
from app.records.merging import queries, refusals, rules


@command
def merge_people(
    kept: User,
    goes: User,
    asked: Asked,
    *,
    standing: Mapping[int, int],
    is_their_address: bool,
    by: User,
    at: datetime,
) -> PersonRequest:
    """All that is kept of one record becomes the other's. It can't be undone.

    `standing` says, by session, which booking stays where both have a live one: the other counts nowhere any more.
    The record that goes stays as a pointer: entries of the log name its number. Where the office says that its address
    is the person's, they sign in by it, too; else it is anybody's again.
    Raises SameRecord, RecordGone, MergesAwayARole, ClashUnanswered or DuplicateIsCharged.
    """
    advisory_lock("enrol")
    must_be_mergeable(kept, goes)
    moves = queries.preview(kept, goes).moves
    for clash in queries.clashes(kept, goes):
        _set_one_aside(clash, standing.get(clash.session_id), by=by, at=at)
    db.session.flush()
    elsewhere.bring_together(kept, goes)
    for held in PERSONAL:
        if held.stays_behind:
            db.session.execute(delete(held.table).where(columns_of(held.model)[held.person] == goes.id))
        elif held.once is not None:
            _leave_one(held, kept, goes)
    _move_all(kept, goes)
    db.session.expire_all()
    rules.take_over(kept, goes)
    rules.empty(goes)
    goes.merged_into = kept
    if not is_their_address:
        goes.email = f"merged-{goes.id}@{NOBODYS}"
    return note_request(RequestKind.MERGE, asked, person=kept, other=goes, counts=moves, by=by, at=at)


def must_be_mergeable(kept: User, goes: User) -> None:
    """Raises SameRecord, RecordGone or MergesAwayARole."""
    if kept.id == goes.id:
        raise refusals.SameRecord
    if not (kept.stands and goes.stands):
        raise refusals.RecordGone
    if goes.is_staff:
        raise refusals.MergesAwayARole


def _set_one_aside(clash: queries.Clash, stays: int | None, *, by: User, at: datetime) -> None:
    """Its place is free again, and goes to whoever waits. Nobody is written to: the person has the other one."""
    if stays not in {each.id for each in clash.both}:
        raise refusals.ClashUnanswered
    (goes,) = (each for each in clash.both if each.id != stays)
    if queries.is_charged(goes):
        raise refusals.DuplicateIsCharged
    claims.lock_session(goes.session)
    db.session.refresh(goes)
    goes.set_aside()
    withdraw_queued_mail(goes, at=at)
    audit.write(Verb.SET_BOOKING_ASIDE, goes, by=by, at=at, stays=stays)
    db.session.flush()
    waiting_list.pass_on_places(goes.session, at=at)


def _leave_one(held: PersonalTable, kept: User, goes: User) -> None:
    """Of what a person has once alone, that of the record that stays."""
    columns = columns_of(held.model)
    person, once = columns[held.person], [columns[name] for name in held.once or ()]
    theirs = select(*(once or [person])).where(person == kept.id)
    known = [tuple(row) for row in db.session.execute(theirs)]
    if known:
        twice = tuple_(*once).in_(known) if once else person == goes.id
        db.session.execute(delete(held.table).where(person == goes.id, twice))


def _move_all(kept: User, goes: User) -> None:
    """Every reference to a person, of whatever table: what they did and what is about them."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if is_a_person(column):
                db.session.execute(update(table).where(column == goes.id).values({column.name: kept.id}))
