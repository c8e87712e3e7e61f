"""Asking for the reason, and keeping what was said."""

from datetime import datetime

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.charging.models import Charge, ChargeState, Explainer, Explanation, ManagerLetter
from app.charging.reasons import emails, queries, rules
from app.charging.refusals import ReasonClosed, ReasonTooLate
from app.charging.services import lock_charge
from app.core.changes import in_batches, in_groups
from app.core.database import advisory_lock, command, db
from app.notifications.models import LetterKind
from app.notifications.queries import left_at
from app.notifications.services import Post, post, post_all, withdraw_queued
from app.terms.closed_days.queries import closed_days
from app.terms.policies.rules_notice import reason_in_time_until


def ask_for_reasons(*, at: datetime) -> int:
    """Ask the practitioner of every proposal that needs a reason, and their line manager; returns how many charges.

    A manager of several gets one letter. Letters wait a few minutes, so that a slip can be undone. Who said why when
    they withdrew isn't asked again.
    """
    to_ask = [(each.booking.manager_email or each.id, each.id) for each in queries.charges_to_ask_about()]
    return sum(_ask(some, at=at) for some in in_groups(to_ask))


@command
def _ask(numbers: list[int], *, at: datetime) -> int:
    advisory_lock("propose charges")
    asked = queries.charges_to_ask_about(numbers)
    closed = closed_days()
    for charge in asked:
        lock_charge(charge)
        assert charge.booking.policy is not None  # nothing is proposed without terms
        charge.ask(answer_by=reason_in_time_until(charge.booking.policy, at, closed), at=at)
        audit.write(Verb.ASKED_FOR_REASON, charge, by=None, at=at)
        if said_by := rules.who_said_why(charge.booking):
            _keep(charge, charge.booking.cancel_reason, given_by=said_by, by=None, at=at)
        else:
            _ask_practitioner(charge, at=at)
    people: dict[str, list[Charge]] = {}
    for charge in asked:
        if charge.booking.manager_email not in ("", charge.booking.practitioner.email):
            people.setdefault(charge.booking.manager_email, []).append(charge)
    for theirs in people.values():
        _ask_manager(theirs, at=at)
    return len(asked)


@command
def explain(charge: Charge, words: str, *, given_by: Explainer, by: User | None, at: datetime) -> None:
    """Keep the reason that the practitioner or the line manager gives; given again, it replaces the first.

    Raises ReasonClosed or ReasonTooLate.
    """
    lock_charge(charge)
    if charge.state not in (ChargeState.ASKED, ChargeState.EXPLAINED, ChargeState.UNEXPLAINED):
        raise ReasonClosed
    if not charge.can_be_explained(at):
        raise ReasonTooLate
    _keep(charge, words, given_by=given_by, by=by, at=at)


@command
def write_down_reason(charge: Charge, words: str, *, by: User, at: datetime) -> None:
    """What the office was told, on the telephone say: until somebody decides, after the deadline too.

    Raises AlreadyDecided or ReasonClosed.
    """
    lock_charge(charge)
    charge.must_be_undecided()
    _keep(charge, words, given_by=Explainer.OFFICE, by=by, at=at)


def pass_deadlines(*, at: datetime) -> int:
    """Whose time is over without a word: not explained. Returns how many.

    Where no letter had left us by then, because mail was down, they are asked anew and have their time anew.
    """
    for some in in_batches(charge.id for charge in queries.charges_whose_letter_waits()):
        if left := _left(some):
            _note_letters_that_left(list(left))
    late = [charge.id for charge in queries.charges_past_deadline(at=at)]
    return sum(_pass(some, at=at) for some in in_batches(late))


@command
def _pass(numbers: list[int], *, at: datetime) -> int:
    advisory_lock("propose charges")
    _note_letters_that_left(numbers)
    passed = 0
    for charge in queries.charges_past_deadline(numbers, at=at):
        lock_charge(charge)
        if charge.state is not ChargeState.ASKED:
            continue
        if charge.has_been_asked:
            charge.pass_deadline(at)
            audit.write(Verb.PASSED_DEADLINE_FOR_REASON, charge, by=None, at=at)
            passed += 1
        else:
            _ask_again(charge, at=at)
    return passed


def _left(numbers: list[int]) -> dict[int, datetime]:
    """When the letters about these charges left us, of those that did."""
    waiting = queries.charges_whose_letter_waits(numbers)
    left = left_at(charge.letter_key for charge in waiting if charge.letter_key)
    return {charge.id: left[charge.letter_key] for charge in waiting if charge.letter_key in left}


@command
def _note_letters_that_left(numbers: list[int]) -> None:
    """So that it is known however soon the outbox is emptied."""
    left = _left(numbers)
    for charge in queries.charges_whose_letter_waits(numbers):
        charge.letter_left_at = left.get(charge.id)


def _ask_again(charge: Charge, *, at: datetime) -> None:
    assert charge.booking.policy is not None
    stop_asking(charge, at=at)
    charge.ask_again(answer_by=reason_in_time_until(charge.booking.policy, at, closed_days()), at=at)
    audit.write(Verb.ASKED_FOR_REASON_AGAIN, charge, by=None, at=at, reason="no letter had left us")
    _ask_practitioner(charge, at=at, occurrence=f"{at:%Y%m%d}")
    if charge.booking.manager_email not in ("", charge.booking.practitioner.email):
        _ask_manager([charge], at=at)


def stop_asking(charge: Charge, *, at: datetime) -> None:
    """Take back what still waits to be sent about a charge. A manager of others is written to about them anew."""
    withdraw_queued(about=charge.about)
    letter = charge.manager_letter
    if letter and withdraw_queued(about=letter.about):
        others = [other for other in queries.still_asked(letter) if other is not charge]
        if others:
            _ask_manager(others, at=at)


def _keep(charge: Charge, words: str, *, given_by: Explainer, by: User | None, at: datetime) -> None:
    charge.explain()
    explanation = charge.explanation_by(given_by)
    verb = Verb.REPLACED_REASON if explanation else Verb.GAVE_REASON
    if explanation is None:
        explanation = Explanation(charge_id=charge.id, given_by=given_by)
        charge.explanations.append(explanation)
    explanation.words, explanation.given_at = words, at
    audit.write(verb, charge, by=by, at=at, given_by=given_by)


def _ask_practitioner(charge: Charge, *, at: datetime, occurrence: str = "") -> None:
    letter = Post(
        emails.reason_asked(charge),
        kind=LetterKind.REASON,
        about=charge.about,
        occurrence=occurrence,
        to_email=charge.booking.practitioner.email,
        to_name=charge.booking.name,
        at=at,
        not_before=at + rules.SECOND_THOUGHTS,
        stale_at=charge.answer_by,
    )
    post_all([letter])
    charge.letter_key, charge.letter_left_at = letter.key, None


def _ask_manager(theirs: list[Charge], *, at: datetime) -> None:
    booking, letter = theirs[0].booking, ManagerLetter(asked_at=at)
    db.session.add(letter)
    for charge in theirs:
        charge.manager_letter = letter
    db.session.flush()
    post(
        emails.manager_asked(theirs),
        kind=LetterKind.REASON_MANAGER,
        about=letter.about,
        to_email=booking.manager_email,
        to_name=booking.manager_name,
        at=at,
        not_before=at + rules.SECOND_THOUGHTS,
        stale_at=min(charge.answer_by or at for charge in theirs),
    )
