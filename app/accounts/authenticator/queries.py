"""Who signs in with an app."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from app.accounts.authenticator.models import AuthenticatorApp, RecoveryCode
from app.accounts.models import User
from app.core.database import db
from app.core.roles import STAFF
from app.settings import queries as settings
from app.settings.rules_sign_in import SignInRules
from app.web.paging import Page, page_of_rows

PER_PAGE = 50


def app_of(user: User) -> AuthenticatorApp | None:
    """The app in use."""
    in_use = (AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_not(None))
    return db.session.scalar(select(AuthenticatorApp).where(*in_use))


def app_being_set_up(user: User) -> AuthenticatorApp | None:
    """One whose first code isn't typed yet, however old."""
    waiting = (AuthenticatorApp.user_id == user.id, AuthenticatorApp.confirmed_at.is_(None))
    return db.session.scalar(select(AuthenticatorApp).where(*waiting))


def second_step(user: User) -> bool:
    """Whether a person whose address is proved gives a code of their app before they are signed in."""
    return app_of(user) is not None


def must_set_up(user: User) -> bool:
    """Whether an app is required of somebody who has none: nothing else opens to them before."""
    return requires_app_of(user) and app_of(user) is None


def requires_app_of(user: User) -> bool:
    """Practitioners cost no query: it is asked at each of their pages too."""
    return user.is_staff and settings.current(SignInRules).requires_app_of(user.role)


def recovery_codes_left(user: User) -> int:
    unused = (RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused)) or 0


def staff_and_their_apps(*, page: int) -> Page[Any]:
    """One row for each of staff, by name, and for whoever has an app all the same: the person, since when they have
    one, and how many recovery codes are left."""
    return page_of_rows(_staff_and_their_apps(), page=page, per_page=PER_PAGE)


def _staff_and_their_apps() -> Select[Any]:
    left = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.user_id == User.id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
    )
    in_use = (AuthenticatorApp.user_id == User.id) & AuthenticatorApp.confirmed_at.is_not(None)
    return (
        select(User, AuthenticatorApp.confirmed_at.label("since"), left.label("codes_left"))
        .outerjoin(AuthenticatorApp, in_use)
        .where(or_(User.role.in_(STAFF), AuthenticatorApp.id.is_not(None)))
        .order_by(User.name, User.id)
    )
