"""Commands on who has access."""

from datetime import datetime

from app.accounts.models import Agency, User
from app.accounts.people import queries as people
from app.accounts.people import services as people_services
from app.accounts.refusals import AccountDisabled
from app.accounts.sessions.models import EndOfSession
from app.accounts.sessions.services import end_all_sessions
from app.accounts.staff import emails, queries, refusals, rules
from app.accounts.staff.models import StaffInvitation
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import advisory_lock, command, db
from app.core.roles import Role
from app.notifications.models import LetterKind
from app.notifications.services import post, withdraw_queued


@command
def invite(*, email: str, role: Role, agency: Agency | None, by: User, at: datetime) -> StaffInvitation:
    """Mail an invitation. Raises LeadNeedsAgency, HasRoleAlready or InvitedAlready."""
    advisory_lock("staff")
    agency = _agency_of(role, agency)
    known = people.user_by_email(email)
    if known and known.is_staff:
        raise refusals.HasRoleAlready
    if queries.standing_invitation(email, at=at):
        raise refusals.InvitedAlready
    invitation = StaffInvitation(
        email=email,
        role=role,
        agency=agency,
        sent_at=at,
        expires_at=at + rules.INVITATION_LASTS,
        invited_by_id=by.id,
    )
    db.session.add(invitation)
    audit.write(Verb.INVITED_COLLEAGUE, invitation, by=by, at=at, role=role, agency=agency.id if agency else None)
    _mail(invitation, by=by, at=at)
    return invitation


@command
def send_invitation_again(invitation: StaffInvitation, *, by: User, at: datetime) -> None:
    """For another week; the link mailed before stops working. Raises InvitationUsed or InvitationWithdrawn."""
    db.session.refresh(invitation, with_for_update={"of": StaffInvitation})
    invitation.must_stand(invitation.sent_at, version=invitation.version)
    invitation.version, invitation.sent_at = invitation.version + 1, at
    invitation.expires_at = at + rules.INVITATION_LASTS
    audit.write(Verb.SENT_INVITATION_AGAIN, invitation, by=by, at=at)
    withdraw_queued(about=_about(invitation))
    _mail(invitation, by=by, at=at)


@command
def withdraw_invitation(invitation: StaffInvitation, *, by: User, at: datetime) -> None:
    """Raises InvitationUsed or InvitationWithdrawn."""
    db.session.refresh(invitation, with_for_update={"of": StaffInvitation})
    invitation.must_stand(invitation.sent_at, version=invitation.version)
    invitation.withdrawn_at = at
    audit.write(Verb.WITHDREW_INVITATION, invitation, by=by, at=at)
    withdraw_queued(about=_about(invitation))


@command
def accept_invitation(invitation: StaffInvitation, *, version: int, name: str, at: datetime) -> User:
    """By the link in the mail, which proves the address: the person with the role.

    Raises InvitationUsed, InvitationWithdrawn, InvitationExpired or AccountDisabled.
    """
    advisory_lock("enrol")
    db.session.refresh(invitation, with_for_update={"of": StaffInvitation})
    invitation.must_stand(at, version=version)
    user = people.user_by_email(invitation.email)
    if user is None:
        user = people_services.enrol(email=invitation.email, name=name, at=at)
        audit.write(Verb.CREATED_ACCOUNT, user, by=None, at=at, role=invitation.role)
    if user.is_disabled:
        raise AccountDisabled
    user.name, user.address_proved_at = name, user.address_proved_at or at
    _give(user, invitation.role, invitation.agency)
    invitation.accepted_at = at
    audit.write(Verb.ACCEPTED_INVITATION, user, by=user, at=at, role=invitation.role)
    return user


@command
def change_role(user: User, *, role: Role, agency: Agency | None, by: User, at: datetime) -> None:
    """It counts from the next click on. Raises LastManager or LeadNeedsAgency."""
    advisory_lock("staff")
    db.session.refresh(user, with_for_update={"of": User})
    agency = _agency_of(role, agency)
    if role is not Role.TRAINING_MANAGER:
        _must_not_be_the_last_manager(user)
    before = user.role
    _give(user, role, agency)
    audit.write(Verb.CHANGED_ROLE, user, by=by, at=at, before=before, after=role)


@command
def disable_account(user: User, *, by: User, at: datetime) -> None:
    """Nobody can sign in with it, and wherever they are signed in they are out at once. Raises LastManager."""
    advisory_lock("staff")
    db.session.refresh(user, with_for_update={"of": User})
    _must_not_be_the_last_manager(user)
    if user.disabled_at is None:
        user.disabled_at = at
        audit.write(Verb.DISABLED_ACCOUNT, user, by=by, at=at)
        end_all_sessions(user, why=EndOfSession.ACCOUNT_DISABLED, by=by, at=at)


@command
def enable_account(user: User, *, by: User, at: datetime) -> None:
    """They can sign in again, with the role that they had."""
    if user.disabled_at is not None:
        user.disabled_at = None
        audit.write(Verb.ENABLED_ACCOUNT, user, by=by, at=at)


@command
def account_of_trainer(*, name: str, email: str, by: User | None, at: datetime) -> User:
    """Who is in the pool of trainers can sign in: a new account, or a practitioner's who becomes a trainer too.

    Somebody with another role keeps it, and a disabled account stays disabled.
    """
    advisory_lock("enrol")
    user = people.user_by_email(email)
    if user is None:
        user = people_services.enrol(email=email, name=name, at=at)
        user.role = Role.TRAINER
        audit.write(Verb.CREATED_ACCOUNT, user, by=by, at=at, role=Role.TRAINER)
    elif not user.is_staff:
        user.role = Role.TRAINER
        audit.write(Verb.CHANGED_ROLE, user, by=by, at=at, before=Role.PRACTITIONER, after=Role.TRAINER)
    return user


def _give(user: User, role: Role, agency: Agency | None) -> None:
    user.role = role
    if agency:
        user.agency = agency


def _agency_of(role: Role, agency: Agency | None) -> Agency | None:
    """That of a lead; the others' stays their own."""
    if role is not Role.AGENCY_LEAD:
        return None
    if agency is None:
        raise refusals.LeadNeedsAgency
    return agency


def _must_not_be_the_last_manager(user: User) -> None:
    if user.role is Role.TRAINING_MANAGER and not user.is_disabled and not queries.other_managers(user):
        raise refusals.LastManager


def _about(invitation: StaffInvitation) -> str:
    return f"staff-invitation-{invitation.id}"


def _mail(invitation: StaffInvitation, *, by: User, at: datetime) -> None:
    post(
        emails.invitation(invitation, by),
        kind=LetterKind.STAFF_INVITATION,
        about=_about(invitation),
        occurrence=str(invitation.version),
        to_email=invitation.email,
        to_name=invitation.email,
        at=at,
        stale_at=invitation.expires_at,
    )
