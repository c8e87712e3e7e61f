"""Reads of sessions."""

import hashlib
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager

from app.accounts.models import User
from app.accounts.sessions.models import SignInSession
from app.accounts.sessions.rules import KEPT_WHEN_OVER
from app.core.database import db


def hash_of(secret: str) -> str:
    """What is kept of a secret of 32 random bytes: it needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session_of(secret: str, *, at: datetime) -> SignInSession | None:
    """The session that a browser has the secret of, with its person; None where it is over. One query.

    Nobody's where the person was erased, or merged into somebody else since.
    """
    session = db.session.scalar(_session_of(), {"secret_hash": hash_of(secret)})
    return session if session and session.is_open(at) else None


@cache
def _session_of() -> Select[SignInSession]:
    """Put together once: every page asks it of whoever is signed in."""
    wanted = select(SignInSession).join(SignInSession.user).options(contains_eager(SignInSession.user))
    return wanted.where(SignInSession.secret_hash == bindparam("secret_hash"), User.stands)


def session(session_id: int) -> SignInSession | None:
    return db.session.get(SignInSession, session_id)


def open_sessions(user: User, *, at: datetime) -> list[SignInSession]:
    """Where somebody is signed in, the last seen first."""
    standing = (SignInSession.user_id == user.id, SignInSession.revoked_at.is_(None), SignInSession.ends_at > at)
    wanted = select(SignInSession).where(*standing).order_by(SignInSession.last_seen_at.desc(), SignInSession.id)
    return [session for session in db.session.scalars(wanted) if session.is_open(at)]


def sessions_long_over(*, at: datetime) -> list[int]:
    """The numbers of those that ended, or were ended, more than thirty days ago."""
    long_ago = at - KEPT_WHEN_OVER
    is_over = (SignInSession.ends_at < long_ago) | (SignInSession.revoked_at < long_ago)
    return list(db.session.scalars(select(SignInSession.id).where(is_over).order_by(SignInSession.id)))
