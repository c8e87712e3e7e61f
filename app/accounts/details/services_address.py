"""Another e-mail address: proved at both ends, or vouched for by the office."""

from datetime import datetime, timedelta

from sqlalchemy import update

from app.accounts.details import emails, queries, refusals, rules
from app.accounts.details.models import AddressChange, End
from app.accounts.models import AddressProof, User
from app.accounts.people import queries as people
from app.accounts.people import services as people_services
from app.accounts.sessions import services as sessions
from app.accounts.sessions.models import EndOfSession, SignInSession
from app.accounts.signing_in import services as signing_in
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.files.letters import Letter
from app.notifications.models import LetterKind
from app.notifications.services import post, readdress_waiting

STALE_AFTER = timedelta(days=3)
"""Nobody needs to hear later than this that an address waits for the office."""


@command
def ask_for_address(user: User, email: str, *, at: datetime, client_address: str = "") -> AddressChange:
    """Mail a code and a link to both ends; an earlier wish is given up.

    An address that has an account is asked for like any other, so that nobody learns who has one: its owner is told.
    Raises SameAddress, TooManyNewAddresses, TooManyRequests or TooManyFromOnePlace.
    """
    advisory_lock(f"address of {user.id}")
    if email == user.email:
        raise refusals.SameAddress
    if queries.changes_asked(user, since=at - rules.AN_HOUR) >= rules.MOST_CHANGES_AN_HOUR:
        raise refusals.TooManyNewAddresses
    earlier = queries.standing_change(user)
    if earlier:
        earlier.given_up_at = at
        db.session.flush()
    change = AddressChange(
        user=user, old_email=user.email, new_email=email, asked_at=at, asked_by_id=user.id, vouch_words=""
    )
    db.session.add(change)
    audit.write(Verb.ASKED_FOR_NEW_ADDRESS, change, by=user, at=at)
    for end in End:
        _send_code(change, end, at=at, client_address=client_address)
    return change


@command
def send_codes_again(change: AddressChange, *, at: datetime, client_address: str = "") -> None:
    """New codes for the ends that aren't proved; the earlier ones stop working.

    Raises NoAddressChange, TooManyRequests or TooManyFromOnePlace.
    """
    _must_stand(change)
    for end in End:
        if not change.is_proved(end):
            _send_code(change, end, at=at, client_address=client_address)


def _send_code(change: AddressChange, end: End, *, at: datetime, client_address: str) -> None:
    email = change.old_email if end is End.OLD else change.new_email
    proof = signing_in.ask_for_proof(email=email, at=at, client_address=client_address)
    if end is End.OLD:
        change.old_proof = proof
    else:
        change.new_proof = proof
    is_anothers = end is End.NEW and people.user_by_email(email) is not None
    post(
        emails.in_use(change) if is_anothers else emails.prove(change, end, proof),
        kind=LetterKind.NEW_ADDRESS,
        about=f"proof-{proof.id}",
        to_email=email,
        to_name="",
        at=at,
        stale_at=proof.expires_at,
    )


@command
def prove_by_code(
    change: AddressChange, end: End, *, code: str, at: datetime, here: SignInSession | None = None
) -> bool:
    """Whether the address has changed with it: so it has once both ends are proved. They stay signed in `here` alone.

    Raises NoAddressChange, AddressTaken, WrongCode (remembered as a try), or why the code can't be used.
    """
    proof = _usable(change, end)
    signing_in.use_code(proof, code=code, at=at)
    return _proved(change, end, at, here)


@command
def prove_by_link(change: AddressChange, end: End, *, at: datetime, here: SignInSession | None = None) -> bool:
    """The same by the link beside the code. Raises NoAddressChange, AddressTaken, ProofUsed or ProofExpired."""
    proof = _usable(change, end)
    signing_in.use_link(proof, at=at)
    return _proved(change, end, at, here)


def _usable(change: AddressChange, end: End) -> AddressProof:
    db.session.refresh(change, with_for_update=True)
    _must_stand(change)
    proof = change.proof_of(end)
    if proof is None:
        raise refusals.NoAddressChange
    return proof


def _must_stand(change: AddressChange) -> None:
    if not change.stands:
        raise refusals.NoAddressChange


def _proved(change: AddressChange, end: End, at: datetime, here: SignInSession | None) -> bool:
    change.mark_proved(end, at)
    if change.is_proved_at_both_ends:
        _move(change, by=change.user, at=at, here=here)
    return change.is_proved_at_both_ends


@command
def ask_the_office(change: AddressChange, *, at: datetime) -> None:
    """The old mailbox is gone: the training team is asked for its word.

    Raises NoAddressChange or NewAddressNotProved.
    """
    _must_stand(change)
    if not change.is_proved(End.NEW):
        raise refusals.NewAddressNotProved
    if change.office_asked_at:
        return
    change.office_asked_at = at
    audit.write(Verb.ASKED_OFFICE_FOR_NEW_ADDRESS, change, by=change.user, at=at)
    for officer in people.training_team():
        if rules.may_correct_address(change.user, by=officer):
            post(
                emails.to_confirm(change, officer),
                kind=LetterKind.NEW_ADDRESS_TO_CONFIRM,
                about=f"address-change-{change.id}",
                occurrence=str(officer.id),
                to_email=officer.email,
                to_name=officer.name,
                at=at,
                stale_at=at + STALE_AFTER,
            )


@command
def give_up(change: AddressChange, *, by: User, at: datetime, words: str = "") -> None:
    """The address stays as it is: the person thought better of it, or the office says no. Raises NoAddressChange."""
    _must_stand(change)
    change.given_up_at = at
    audit.write(Verb.GAVE_UP_NEW_ADDRESS, change, by=by, at=at, reason=words)


@command
def vouch(change: AddressChange, words: str, *, by: User, at: datetime) -> None:
    """The office has made sure that it is them, though the old mailbox is gone.

    Raises NotTheirsToChange, NoAddressChange, NewAddressNotProved or AddressTaken.
    """
    _must_be_theirs_to_change(change.user, by)
    db.session.refresh(change, with_for_update=True)
    _must_stand(change)
    if not change.is_proved(End.NEW):
        raise refusals.NewAddressNotProved
    change.vouched_by_id, change.vouch_words = by.id, words
    _move(change, by=by, at=at)


@command
def correct_address(person: User, email: str, words: str, *, by: User, at: datetime) -> None:
    """The office changes an address at once; `words` say who asked and why. A wish of the person's own is given up.

    Raises NotTheirsToChange, SameAddress or AddressTaken.
    """
    _must_be_theirs_to_change(person, by)
    advisory_lock(f"address of {person.id}")
    if email == person.email:
        raise refusals.SameAddress("This is their address already. Enter the new one.")
    standing = queries.standing_change(person)
    if standing:
        standing.given_up_at = at
        db.session.flush()
    change = AddressChange(
        user=person,
        old_email=person.email,
        new_email=email,
        asked_at=at,
        asked_by_id=by.id,
        vouched_by_id=by.id,
        vouch_words=words,
    )
    db.session.add(change)
    _move(change, by=by, at=at)


def _must_be_theirs_to_change(person: User, by: User) -> None:
    if not rules.may_correct_address(person, by=by):
        raise refusals.NotTheirsToChange


def _move(change: AddressChange, *, by: User, at: datetime, here: SignInSession | None = None) -> None:
    """From here on the new address is theirs: mail that waits goes there, and the old one is told."""
    advisory_lock("enrol")
    user, old, new = change.user, change.old_email, change.new_email
    if people.user_by_email(new):
        raise refusals.AddressTaken
    people_services.free_address(new)
    change.done_at = at
    user.email = new
    if change.is_proved(End.NEW):
        user.address_proved_at = at
    if user.manager_email == old:
        user.manager_email = new
    readdress_waiting(old, new, at=at)
    _end_what_the_old_opens(user, old, by=by, at=at, here=here)
    by_office = by is not user
    for end, email in ((End.OLD, old), (End.NEW, new)):
        _tell(emails.changed(change, to=end, by_office=by_office), change, end, email, at)
    audit.write(Verb.CHANGED_ADDRESS, user, by=by, at=at, before=old, after=new, reason=change.vouch_words)


def _tell(letter: Letter, change: AddressChange, end: End, email: str, at: datetime) -> None:
    post(
        letter,
        kind=LetterKind.ADDRESS_CHANGED,
        about=f"address-change-{change.id}",
        occurrence=end,
        to_email=email,
        to_name=change.user.name,
        at=at,
    )


def _end_what_the_old_opens(user: User, old: str, *, by: User, at: datetime, here: SignInSession | None) -> None:
    """Whoever reads mail at the old address can't sign in with a code or a link any more, and is signed out."""
    left = update(AddressProof).where(AddressProof.email == old, AddressProof.used_at.is_(None))
    db.session.execute(left.values(used_at=at), execution_options={"synchronize_session": False})
    theirs = here if here and here.user_id == user.id else None
    sessions.end_all_sessions(user, why=EndOfSession.ADDRESS_CHANGED, by=by, at=at, but=theirs)
