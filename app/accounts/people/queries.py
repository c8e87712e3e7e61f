"""Reads of people and agencies."""

from sqlalchemy import func, select

from app.accounts.models import Agency, User, name_key
from app.core.database import db


def user(user_id: int) -> User | None:
    """Nobody where the row is provisional: whose address it is nobody has proved."""
    person = db.session.get(User, user_id)
    return None if person is None or person.is_provisional else person


def user_by_email(email: str) -> User | None:
    """The person with this address, or with a record that had it and was merged into theirs; nobody where the row is
    provisional."""
    person = row_of_address(email)
    return None if person is None or person.is_provisional else person


def row_of_address(email: str) -> User | None:
    """Whatever row has the address, a provisional one too: there can be no second. A merged record leads on."""
    user = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    return user and user.surviving


def training_team() -> list[User]:
    """The officers and managers, whom the house tells what needs a hand; none whose account is disabled."""
    return list(db.session.scalars(select(User).where(User.is_training_team, ~User.is_disabled).order_by(User.id)))


def listed_agencies() -> list[Agency]:
    """The agencies that people choose from, by name."""
    wanted = select(Agency).where(Agency.is_listed, Agency.merged_into_id.is_(None)).order_by(Agency.name)
    return list(db.session.scalars(wanted))


def agency(agency_id: int) -> Agency | None:
    return db.session.get(Agency, agency_id)


def agencies_with_people() -> list[tuple[Agency, int]]:
    """Every agency by name, merged ones too, each with how many people have an account there."""
    wanted = (
        select(Agency, func.count(User.id).label("people"))
        .outerjoin(User, User.agency_id == Agency.id)
        .group_by(Agency.id)
        .order_by(Agency.name)
    )
    return [(agency, people) for agency, people in db.session.execute(wanted)]


def people_of(agency: Agency) -> int:
    """How many people have an account there."""
    return db.session.scalar(select(func.count()).select_from(User).where(User.agency_id == agency.id)) or 0


def others_to_merge_into(agency: Agency) -> list[Agency]:
    """Agencies by name, unlisted ones too, but for this one and those merged already."""
    wanted = select(Agency).where(Agency.id != agency.id, Agency.merged_into_id.is_(None))
    return list(db.session.scalars(wanted.order_by(Agency.name)))


def agency_by_name(name: str) -> Agency | None:
    """The agency of that name, following a merger; case and spaces don't count."""
    agency = db.session.scalar(select(Agency).where(Agency.name_key == name_key(name)))
    return agency and agency.surviving


def family(agency: Agency) -> set[int]:
    """The ids of an agency and of all that merged into it, directly or by way of others."""
    merged = db.session.execute(select(Agency.id, Agency.merged_into_id).where(Agency.merged_into_id.is_not(None)))
    absorbed: dict[int, list[int]] = {}
    for agency_id, into_id in merged:
        absorbed.setdefault(into_id or 0, []).append(agency_id)
    found, to_look_at = {agency.id}, [agency.id]
    while to_look_at:
        further = absorbed.get(to_look_at.pop(), [])
        found.update(further)
        to_look_at += further
    return found
