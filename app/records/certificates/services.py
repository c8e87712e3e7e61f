"""Certificates: issued, withdrawn and restored by looking."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.booking.models import Booking
from app.core import changes
from app.core.changes import SEEN_AT_ONCE, in_batches, in_groups
from app.core.database import advisory_lock, command, db
from app.evaluation.issuing.rules import SECOND_THOUGHTS
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_queued
from app.records.certificates import emails, queries, queries_concerned, refusals, rules
from app.records.certificates.models import Certificate


def issue_certificates(*, at: datetime) -> int:
    """Issue what is earned, withdraw what isn't any more, restore what is earned again; returns how many of all.

    Not one transaction: it reads what this run concerns, and writes about some hundred bookings at a time. A person
    has one letter for all that one of these issues, unless it was earned longer ago than NEWS_FOR.
    """
    look = changes.look("certificates", at=at, settings=queries_concerned.settings())
    concerned = in_batches(queries_concerned.bookings_concerned(look), SEEN_AT_ONCE)
    to_change = [each for some in concerned for each in queries.to_change(some)]
    changed = sum(_issue(some, at=at) for some in in_groups(to_change))
    changes.note(look)
    return changed


@command
def _issue(among: Sequence[int], *, at: datetime) -> int:
    advisory_lock("certificates")
    withdrawn = [_withdraw(certificate, at) for certificate in queries.no_longer_earned(among)]
    restored = [_restore(certificate, at) for certificate in queries.earned_again(among)]
    earned = queries.earned(among)
    issued = [_new(each.booking, at) for each in earned]
    db.session.add_all(issued)
    for certificate in issued:
        audit.write(Verb.ISSUED_CERTIFICATE, certificate, by=None, at=at)
    news = [each.since > at - rules.NEWS_FOR for each in earned]
    _tell_each_person((one for one, is_news in zip(issued, news, strict=True) if is_news), at)
    return len(withdrawn) + len(restored) + len(issued)


@command
def release_certificate(booking: Booking, words: str, *, by: User, at: datetime) -> Certificate:
    """The office answers for it, with its reason, where somebody can't answer the evaluation.

    Raises HolderErased, NotThereForAllOfIt, RegisterStillOpen or CertificateStands.
    """
    advisory_lock("certificates")
    must_be_releasable(booking)
    certificate = queries.certificate_of(booking)
    was_told = certificate is not None
    certificate = certificate or _new(booking, at)
    db.session.add(certificate)
    certificate.release(words, by=by)
    audit.write(Verb.RELEASED_CERTIFICATE, certificate, by=by, at=at, words=words)
    _tell([certificate], at, occurrence=_again(at) if was_told else "")
    return certificate


@command
def withdraw_for_good(person: User, *, at: datetime) -> int:
    """The certificates of somebody who is erased: their numbers confirm nobody any more. Returns how many."""
    advisory_lock("certificates")
    certificates = queries.certificates_of(person)
    for certificate in certificates:
        certificate.withdraw_for_good(at)
    return len(certificates)


def must_be_releasable(booking: Booking) -> None:
    """Raises HolderErased, NotThereForAllOfIt, RegisterStillOpen or CertificateStands."""
    if not booking.practitioner.stands:
        raise refusals.HolderErased
    if not queries.was_there_for_all_of_it(booking):
        raise refusals.NotThereForAllOfIt
    if not queries.is_register_closed(booking):
        raise refusals.RegisterStillOpen
    certificate = queries.certificate_of(booking)
    if certificate and certificate.is_valid:
        raise refusals.CertificateStands


def _new(booking: Booking, at: datetime) -> Certificate:
    """The course as it is called now: a later name changes no certificate."""
    course = booking.session.course
    return Certificate(
        booking=booking,
        code=rules.new_code(),
        course_title=course.title,
        level=course.level,
        issued_at=at,
        release_words="",
    )


def _withdraw(certificate: Certificate, at: datetime) -> Certificate:
    """The letter waits a little: a slip on the register is often mended at once."""
    certificate.withdraw(at)
    audit.write(Verb.WITHDREW_CERTIFICATE, certificate, by=None, at=at, reason="not there for all of it any more")
    post(
        emails.withdrawn(certificate),
        kind=LetterKind.CERTIFICATE_WITHDRAWN,
        about=certificate.about,
        occurrence=f"{at:%Y%m%d%H%M%S}",
        to_email=certificate.booking.practitioner.email,
        to_name=certificate.booking.name,
        at=at,
        not_before=at + SECOND_THOUGHTS,
    )
    return certificate


def _restore(certificate: Certificate, at: datetime) -> Certificate:
    """Under the same code. Who hasn't heard of the withdrawal yet hears of neither."""
    certificate.stand_again()
    audit.write(Verb.RESTORED_CERTIFICATE, certificate, by=None, at=at)
    if withdraw_queued(about=certificate.about, kinds=(LetterKind.CERTIFICATE_WITHDRAWN,)):
        certificate.withdrawal_told_at = None
    if certificate.withdrawal_told_at:
        _tell([certificate], at, occurrence=_again(at))
    return certificate


def _again(at: datetime) -> str:
    return f"again-{at:%Y%m%d%H%M%S}"


def _tell_each_person(certificates: Iterable[Certificate], at: datetime) -> None:
    of_person: dict[int, list[Certificate]] = {}
    for certificate in certificates:
        of_person.setdefault(certificate.booking.practitioner_id, []).append(certificate)
    for theirs in of_person.values():
        _tell(theirs, at)


def _tell(theirs: list[Certificate], at: datetime, *, occurrence: str = "") -> None:
    """One letter about some certificates of one person."""
    booking = theirs[0].booking
    post(
        emails.certificates(theirs, is_again=bool(occurrence)),
        kind=LetterKind.CERTIFICATE,
        about=theirs[0].about,
        occurrence=occurrence,
        to_email=booking.practitioner.email,
        to_name=booking.name,
        at=at,
    )
