"""Setting up an app, proving who is there by it, and doing without it."""

from datetime import datetime

from sqlalchemy import delete, update

from app.accounts.authenticator import emails, queries, refusals, rules
from app.accounts.authenticator.connection import NotDecrypted, decrypt, encrypt
from app.accounts.authenticator.models import AuthenticatorApp, RecoveryCode
from app.accounts.models import User
from app.accounts.sessions import services as sessions
from app.accounts.sessions.models import EndOfSession, SignInSession
from app.accounts.throttling import services as throttling
from app.accounts.throttling.models import AttemptKind
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.notifications.models import LetterKind
from app.notifications.services import post

# --- Setting up ---


@command
def start(user: User, *, at: datetime) -> AuthenticatorApp:
    """A new key for the first app. Raises HasAnApp where there is one: another takes its place by a code of it."""
    _one_at_a_time(user)
    if queries.app_of(user):
        raise refusals.HasAnApp
    return _start(user, at)


@command
def start_on_another_phone(user: User, *, code: str, at: datetime, client_address: str = "") -> AuthenticatorApp:
    """A new key, by a code of the app in use, which stands until the other has shown one. Raises what
    `prove_by_app` raises."""
    prove_by_app(user, code=code, at=at, client_address=client_address)
    return _start(user, at)


def _start(user: User, at: datetime) -> AuthenticatorApp:
    earlier = (AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_(None))
    db.session.execute(delete(AuthenticatorApp).where(*earlier))
    app = AuthenticatorApp(user_id=user.id, started_at=at, last_step=0)
    app.secret = encrypt(rules.new_secret(), purpose=app.purpose)
    db.session.add(app)
    db.session.flush()
    return app


def key_being_set_up(user: User, *, at: datetime) -> str | None:
    """The key itself, for the page that shows it; None where nothing is set up, or not any more."""
    app = queries.app_being_set_up(user)
    return _secret_of(app) if app and app.is_being_set_up(at) else None


def _secret_of(app: AuthenticatorApp) -> str | None:
    """None where it was kept by a SECRET_KEY that was dropped: a recovery code or a reset helps."""
    try:
        return decrypt(app.secret, purpose=app.purpose)
    except NotDecrypted:
        return None


@command
def confirm(
    user: User, *, code: str, at: datetime, client_address: str = "", here: SignInSession | None = None
) -> list[str]:
    """The app shows codes that are ours: from now on it is in use. Returns ten recovery codes, which nobody sees again.

    Whoever signed in without it is signed out everywhere but `here`. Raises SettingUpIsOver, WrongAppCode or
    TooManyAppCodes.
    """
    _one_at_a_time(user)
    app = queries.app_being_set_up(user)
    if app is None or not app.is_being_set_up(at):
        raise refusals.SettingUpIsOver
    _must_be_let_through(user, at)
    _take(app, code, at, client_address)
    earlier = queries.app_of(user)
    if earlier:
        db.session.delete(earlier)
        db.session.flush()
    app.confirmed_at = at
    sessions.end_all_sessions(user, why=EndOfSession.APP_CHANGED, by=user, at=at, but=here)
    audit.write(Verb.REPLACED_APP if earlier else Verb.SET_UP_APP, user, by=user, at=at)
    _tell(
        user,
        "An authenticator app was set up: from now on you are asked for its code when you sign in."
        if not earlier
        else "Your authenticator app was moved to another phone: codes of the one before work no longer.",
        at=at,
    )
    return _new_recovery_codes(user)


@command
def renew_recovery_codes(user: User, *, code: str, at: datetime, client_address: str = "") -> list[str]:
    """Ten new ones; those before them are of no use any more. Raises what `prove_by_app` raises."""
    prove_by_app(user, code=code, at=at, client_address=client_address)
    audit.write(Verb.RENEWED_RECOVERY_CODES, user, by=user, at=at)
    _tell(user, "New recovery codes were made: those before them work no longer.", at=at)
    return _new_recovery_codes(user)


def _new_recovery_codes(user: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    codes = [rules.new_recovery_code() for _ in range(rules.RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(user_id=user.id, digest=rules.digest_of(code)) for code in codes)
    return codes


# --- Proving ---


@command
def prove_by_app(user: User, *, code: str, at: datetime, client_address: str = "") -> int | None:
    """By the code that the app shows, or by a recovery code: then it returns how many are left. Either works once.

    Raises TooManyAppCodes, HasNoApp, or WrongAppCode and WrongRecoveryCode, which count as tries.
    """
    _must_be_let_through(user, at)
    _one_at_a_time(user)
    app = queries.app_of(user)
    if app is None:
        raise refusals.HasNoApp
    if rules.is_recovery_code(code):
        return _use_recovery_code(user, code, at, client_address)
    _take(app, code, at, client_address)
    return None


def _take(app: AuthenticatorApp, code: str, at: datetime, client_address: str) -> None:
    """Each time step is good once; the key is kept by the present SECRET_KEY from now on."""
    secret = _secret_of(app)
    step = rules.step_of(code, secret=secret, after=app.last_step, at=at) if secret else None
    if not secret or step is None:
        _note_failure(app.user_id, at, client_address)
        raise refusals.WrongAppCode
    app.last_step, app.secret = step, encrypt(secret, purpose=app.purpose)


def _use_recovery_code(user: User, code: str, at: datetime, client_address: str) -> int:
    theirs = (RecoveryCode.user_id == user.id, RecoveryCode.digest == rules.digest_of(code))
    used = update(RecoveryCode).where(*theirs, RecoveryCode.used_at.is_(None)).values(used_at=at)
    if not db.session.connection().execute(used).rowcount:
        _note_failure(user.id, at, client_address)
        raise refusals.WrongRecoveryCode
    left = queries.recovery_codes_left(user)
    audit.write(Verb.USED_RECOVERY_CODE, user, by=user, at=at, left=left)
    _tell(
        user,
        f"A recovery code was used in the place of your authenticator app. Recovery codes left: {left}.",
        "If your phone is gone, move the app to another, under My sign-in.",
        at=at,
    )
    return left


def _must_be_let_through(user: User, at: datetime) -> None:
    """Raises TooManyAppCodes."""
    if any(throttling.throttle(limit, AttemptKind.CODE_OF_AN_APP, user.id, at=at) for limit in rules.THROTTLES):
        raise refusals.TooManyAppCodes


def _note_failure(user_id: int, at: datetime, client_address: str) -> None:
    throttling.note_failed_attempt(
        rules.THROTTLES[0], AttemptKind.CODE_OF_AN_APP, user_id, at=at, client_address=client_address
    )


# --- Doing without it ---


@command
def remove(user: User, *, code: str, at: datetime, client_address: str = "") -> None:
    """By a code of the app or a recovery code. Raises AppIsRequired, or what `prove_by_app` raises."""
    if queries.requires_app_of(user):
        raise refusals.AppIsRequired
    prove_by_app(user, code=code, at=at, client_address=client_address)
    _forget(user)
    audit.write(Verb.REMOVED_APP, user, by=user, at=at)
    _tell(user, "Your authenticator app was removed: its code is no longer asked for when you sign in.", at=at)


@command
def reset(user: User, *, by: User | None, at: datetime) -> None:
    """For somebody whose phone and recovery codes are gone: who has the phone is signed out too.

    `by` is None for the command line.
    Raises HasNoApp, or ResetsOnesOwn.
    """
    if by and by.id == user.id:
        raise refusals.ResetsOnesOwn
    _one_at_a_time(user)
    if queries.app_of(user) is None:
        raise refusals.HasNoApp
    _forget(user)
    sessions.end_all_sessions(user, why=EndOfSession.APP_CHANGED, by=by, at=at)
    audit.write(Verb.RESET_APP, user, by=by, at=at)
    _tell(
        user,
        f"{by.name if by else 'Whoever runs Coursebook'} has reset your authenticator app: its code is no longer asked "
        "for when you sign in.",
        "Sign in, and set the app up anew under My sign-in.",
        at=at,
    )


def _forget(user: User) -> None:
    for model in (AuthenticatorApp, RecoveryCode):
        db.session.execute(delete(model).where(model.user_id == user.id))


def _one_at_a_time(user: User) -> None:
    """Two who type one code at once: the second finds it used."""
    advisory_lock(f"authenticator app of {user.id}")


def _tell(user: User, what_happened: str, what_next: str = "", *, at: datetime) -> None:
    post(
        emails.app_changed(user, what_happened=what_happened, what_next=what_next),
        kind=LetterKind.SIGN_IN_CHANGED,
        about=f"person-{user.id}",
        to_email=user.email,
        to_name=user.name,
        at=at,
        occurrence=f"{at:%Y%m%d%H%M%S%f}",
    )
