"""Writing down what came back, and what follows for an address."""

from datetime import date, datetime

from sqlalchemy import update

from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import Base, advisory_lock, command, db
from app.notifications.bounces import emails, queries, rules
from app.notifications.bounces.models import Bounce, BounceMailbox
from app.notifications.bounces.rules_reading import Reading
from app.notifications.emails import sender
from app.notifications.models import WAITING, LetterKind, Message, MessageState
from app.notifications.models_undeliverable import UndeliverableAddress
from app.notifications.rules import NOT_SENT_TO_FLAGGED, WHY_NOT_SENT
from app.notifications.services import post
from app.personal.rules_addresses import NotAnAddress, normal_address


@command
def keep_what_came_back(reading: Reading, *, digest: str, at: datetime) -> bool:
    """Whether the mail is about one of ours, and so is written down: by our Message-ID, else by the address.

    Of the same mail a second time nothing is written. What is about nobody that we wrote to is the office's own.
    """
    advisory_lock("bounces")
    if queries.is_known(digest):
        return True
    message, named = queries.message_named(reading.message_ids), _normal(reading.address)
    email = message.to_email if message else named
    if reading.kind is None or not email or not (message or queries.have_written_to(email)):
        return False
    details = {"kind": reading.kind, "status": reading.status[:12], "words": reading.words[:300]}
    db.session.add(Bounce(digest=digest, received_at=at, to_email=email, message_id=message and message.id, **details))
    db.session.flush()
    known = queries.address_of(email)
    since = max(at - rules.A_SHORT_TIME, known.cleared_at if known and known.cleared_at else at - rules.A_SHORT_TIME)
    lately = queries.how_many_lately(email, rules.FLAG_AT_ONCE | rules.FLAG_IN_TIME, since=since)
    if rules.flags(reading.kind, lately=lately, is_about_another=bool(named) and named != email):
        _flag(email, known, reading, at=at)
    return True


def _flag(email: str, known: UndeliverableAddress | None, reading: Reading, *, at: datetime) -> None:
    """From now on; what waits for it of the kinds that aren't sent to such an address is kept from it too."""
    assert reading.kind
    words = reading.words or rules.meaning_of(reading.kind, reading.status)
    if known is None:
        db.session.add(UndeliverableAddress(email=email, words=words, flagged_at=at))
    else:
        known.flag_anew(words, at=at)
    db.session.execute(
        update(Message)
        .where(Message.to_email == email, Message.kind.in_(NOT_SENT_TO_FLAGGED), Message.state.in_(WAITING))
        .values(state=MessageState.UNDELIVERABLE, last_error=WHY_NOT_SENT)
    )


@command
def say_it_works_again(address: UndeliverableAddress, *, by: Base, at: datetime) -> None:
    """All mail goes out to it again. What wasn't sent meanwhile stays so, unless somebody sends it from the outbox."""
    if address.is_flagged:
        address.clear(by=by, at=at)
        audit.write(Verb.SAID_ADDRESS_WORKS, address, by=by, at=at)


@command
def tell_the_office(*, today: date, at: datetime) -> int:
    """One letter a day at most, with all addresses flagged since the last. Returns how many it names."""
    advisory_lock("bounces")
    new = queries.not_told_of()
    if not new:
        return 0
    team = sender()
    letter = emails.mail_came_back(new)
    kind, day = LetterKind.MAIL_CAME_BACK, today.isoformat()
    if not post(letter, kind=kind, about="bounces", occurrence=day, to_email=team, to_name="Training team", at=at):
        return 0  # today's has gone out already: these wait for tomorrow's
    for address in new:
        address.told_at = at
    return len(new)


@command
def note_read(name: str, uid: int, *, uid_validity: int, at: datetime) -> None:
    """A mailbox has been read up to this mail."""
    _mailbox(name).read_up_to(uid, uid_validity=uid_validity, at=at)


@command
def note_away(name: str, words: str) -> None:
    """A mailbox can't be read, and why."""
    _mailbox(name).last_error = words[:300]


def _mailbox(name: str) -> BounceMailbox:
    mailbox = queries.mailbox(name)
    if mailbox is None:
        mailbox = BounceMailbox(name=name)
        db.session.add(mailbox)
    return mailbox


def _normal(address: str) -> str:
    try:
        return normal_address(address)
    except NotAnAddress:
        return ""
