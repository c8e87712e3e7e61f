"""Signing somebody in, and ending it."""

import secrets
from datetime import datetime

from sqlalchemy import delete, update

from app.accounts.models import User
from app.accounts.refusals import AccountDisabled
from app.accounts.sessions import queries, rules
from app.accounts.sessions.models import EndOfSession, SignInSession
from app.audit import services as audit
from app.audit.models import Verb
from app.core.changes import in_batches
from app.core.database import command, db, write_unless_busy


@command
def begin_session(user: User, *, is_own_device: bool, user_agent: str, at: datetime) -> str:
    """A session of somebody who has just proved who they are; returns the secret that only their browser keeps.

    Raises AccountDisabled, of a record that is nobody's any more too.
    """
    db.session.refresh(user)
    if user.is_disabled or not user.stands:
        raise AccountDisabled
    user.signed_in_at = at
    secret = secrets.token_urlsafe(32)
    session = SignInSession(
        secret_hash=queries.hash_of(secret),
        user_id=user.id,
        made_at=at,
        last_seen_at=at,
        ends_at=rules.ends_at(at, is_staff=user.is_staff, is_own_device=is_own_device),
        is_own_device=is_own_device,
        device=rules.in_words(user_agent),
        proved_at=at,
    )
    db.session.add(session)
    audit.write(Verb.SIGNED_IN, user, by=user, at=at)
    user.sign_in_secret = secret
    return secret


@command
def keep_on_own_device(session: SignInSession, *, at: datetime) -> None:
    """They say that it is their own device: a practitioner stays signed in for 90 days from signing in."""
    session.is_own_device = True
    session.ends_at = rules.ends_at(session.made_at, is_staff=session.user.is_staff, is_own_device=True)
    audit.write(Verb.KEPT_SIGNED_IN, session, by=session.user, at=at)


@command
def note_proof(session: SignInSession, *, at: datetime) -> None:
    """They have proved once more, in this session, who they are."""
    session.proved_at = at
    audit.write(Verb.PROVED_AGAIN, session, by=session.user, at=at)


@command
def end_session(session: SignInSession, *, why: EndOfSession, by: User, at: datetime) -> None:
    """From now on its secret opens nothing. One that is over stays as it is."""
    if session.revoked_at is None:
        session.revoked_at, session.revoked_why = at, why
        audit.write(Verb.SIGNED_OUT, session, by=by, at=at, why=why)


@command
def end_all_sessions(
    user: User, *, why: EndOfSession, by: User | None, at: datetime, but: SignInSession | None = None
) -> int:
    """Everywhere, or everywhere `but` here; returns how many were open."""
    standing = (SignInSession.user_id == user.id, SignInSession.revoked_at.is_(None), SignInSession.ends_at > at)
    others = standing if but is None else (*standing, SignInSession.id != but.id)
    ended = update(SignInSession).where(*others).values(revoked_at=at, revoked_why=why)
    how_many = db.session.execute(ended.returning(SignInSession.id)).all()
    if how_many:
        audit.write(Verb.SIGNED_OUT_EVERYWHERE, user, by=by, at=at, why=why)
    return len(how_many)


@command
def end_sessions_of_everybody(*, at: datetime) -> None:
    """After a restored backup: it doesn't know who has signed out since it was made."""
    standing = (SignInSession.revoked_at.is_(None), SignInSession.ends_at > at)
    ended = {"revoked_at": at, "revoked_why": EndOfSession.BACKUP_RESTORED}
    db.session.execute(update(SignInSession).where(*standing).values(ended))


def note_seen(session_id: int, *, at: datetime) -> None:
    """Write down that they are here: the one thing that opening a page writes.

    In a transaction of its own that holds no other row and waits for nobody, so that no booking waits for it.
    """
    here = (SignInSession.id == session_id, SignInSession.last_seen_at <= at - rules.SEEN_EVERY)
    write_unless_busy(update(SignInSession).where(*here).values(last_seen_at=at))


def delete_sessions_long_over(*, at: datetime) -> int:
    """Returns how many."""
    return sum(_delete(some) for some in in_batches(queries.sessions_long_over(at=at)))


@command
def _delete(numbers: list[int]) -> int:
    db.session.execute(delete(SignInSession).where(SignInSession.id.in_(numbers)))
    return len(numbers)
