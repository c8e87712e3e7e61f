"""Reads of staff and of invitations."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.accounts.staff.models import StaffInvitation
from app.core.database import db
from app.core.roles import STAFF, Role
from app.web.paging import Page, page_of

STAFF_PER_PAGE = 50


def page_of_staff(*, page: int) -> Page[User]:
    """Everybody with more than a practitioner's role, and whoever is disabled: by name."""
    wanted = select(User).where((User.role != Role.PRACTITIONER) | User.is_disabled)
    return page_of(wanted.order_by(User.is_disabled, User.name, User.id), page=page, per_page=STAFF_PER_PAGE)


def page_of_invitations(*, page: int) -> Page[StaffInvitation]:
    """Those that nobody has accepted or withdrawn, the latest first."""
    standing = (StaffInvitation.accepted_at.is_(None), StaffInvitation.withdrawn_at.is_(None))
    wanted = select(StaffInvitation).where(*standing).order_by(StaffInvitation.id.desc())
    return page_of(wanted, page=page, per_page=STAFF_PER_PAGE)


def invitation(invitation_id: int) -> StaffInvitation | None:
    return db.session.get(StaffInvitation, invitation_id)


def standing_invitation(email: str, *, at: datetime) -> StaffInvitation | None:
    standing = (StaffInvitation.accepted_at.is_(None), StaffInvitation.withdrawn_at.is_(None))
    wanted = select(StaffInvitation).where(StaffInvitation.email == email, *standing, StaffInvitation.expires_at > at)
    return db.session.scalars(wanted).first()


def other_managers(user: User) -> int:
    """How many training managers can sign in, but for one."""
    others = (User.role == Role.TRAINING_MANAGER, ~User.is_disabled, User.id != user.id)
    return db.session.scalar(select(func.count()).select_from(User).where(*others)) or 0


def has_manager() -> bool:
    """Whether there is one at all, disabled or not."""
    return db.session.scalar(select(User.id).where(User.role == Role.TRAINING_MANAGER).limit(1)) is not None


def is_anybody_else_there() -> bool:
    """A second member of staff, or one invited. Trainers of the pool have accounts by themselves: nobody asked them."""
    staff = db.session.scalars(select(User.id).where(User.role.in_(STAFF - {Role.TRAINER})).limit(2)).all()
    return len(staff) > 1 or db.session.scalar(select(StaffInvitation.id).limit(1)) is not None
