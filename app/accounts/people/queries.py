"""Reads of people and agencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from app.accounts.models import Agency, User, name_key
from app.core.database import db
from app.core.roles import Role
from app.http.kept_parts import kept_for_visitors
from app.personal.rules_searching import plain
from app.web.paging import Page, page_of

AGENCIES_ON_A_PAGE = 50
PEOPLE_ON_A_PAGE = 25
NAMED_AT_ONCE = 500
SUGGESTED = 1000


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


@kept_for_visitors
def names_to_suggest() -> list[str]:
    """The names of the listed agencies for a field to suggest; none where they are more than a list is good for."""
    wanted = select(Agency.name).where(Agency.is_listed, Agency.merged_into_id.is_(None)).order_by(Agency.name)
    names = list(db.session.scalars(wanted.limit(SUGGESTED + 1)))
    return names if len(names) <= SUGGESTED else []


LONGEST_NAME = 200


def names_like(name: str) -> list[str]:
    """Up to three names of listed agencies that hold a word of this one, those with the longest word first."""
    words = sorted({word for word in name_key(name[:LONGEST_NAME]).split() if len(word) > 2}, key=len, reverse=True)
    wanted = select(Agency.name).where(Agency.is_listed, Agency.merged_into_id.is_(None)).order_by(Agency.name).limit(3)
    found = [
        near
        for word in words[:3]
        for near in db.session.scalars(wanted.where(Agency.name_key.contains(word, autoescape=True)))
    ]
    return list(dict.fromkeys(found))[:3]


def agency(agency_id: int) -> Agency | None:
    return db.session.get(Agency, agency_id)


class AgencyStanding(StrEnum):
    """How an agency stands in the list of the office."""

    TO_LOOK_AT = "to look at"
    LISTED = "listed"
    MERGED = "merged"


@dataclass(frozen=True)
class AgencyLine:
    """An agency, and how many people have an account there."""

    agency: Agency
    people: int


def page_of_agencies(standing: AgencyStanding, words: str = "", *, page: int = 1) -> Page[AgencyLine]:
    """By name, a page at a time; with words, those in whose name they stand."""
    is_merged = Agency.merged_into_id.is_not(None)
    conditions = {
        AgencyStanding.TO_LOOK_AT: (~is_merged, ~Agency.is_listed),
        AgencyStanding.LISTED: (~is_merged, Agency.is_listed),
        AgencyStanding.MERGED: (is_merged,),
    }[standing]
    wanted = select(Agency).where(*conditions).order_by(Agency.name_key)
    for word in words.split():
        wanted = wanted.where(Agency.name_key.contains(name_key(word), autoescape=True))
    found = page_of(wanted, page=page, per_page=AGENCIES_ON_A_PAGE)
    ids = [agency.id for agency in found.items]
    people = select(User.agency_id, func.count()).where(User.agency_id.in_(ids)).group_by(User.agency_id)
    counted = {row[0]: row[1] for row in db.session.execute(people)}
    return found.showing([AgencyLine(agency, counted.get(agency.id, 0)) for agency in found.items])


def agencies_named(keys: Iterable[str]) -> dict[str, Agency]:
    """Those that have one of these names, merged ones too, by the name's key."""
    wanted = list(keys)
    parts = [wanted[first : first + NAMED_AT_ONCE] for first in range(0, len(wanted), NAMED_AT_ONCE)]
    return {
        agency.name_key: agency
        for part in parts
        for agency in db.session.scalars(select(Agency).where(Agency.name_key.in_(part)))
    }


def leads_of(agency: Agency) -> list[User]:
    """Who sees and books for the people of an agency, by name."""
    theirs = (User.role == Role.AGENCY_LEAD, User.agency_id.in_(family(agency)))
    return list(db.session.scalars(select(User).where(*theirs).order_by(User.search_text)))


def page_of_people(agency: Agency, words: str = "", *, page: int = 1) -> Page[User]:
    """Who has an account at an agency, or at one that merged into it, by name; with words, whose name or address has
    each of them."""
    wanted = select(User).where(User.agency_id.in_(family(agency))).order_by(User.search_text)
    for word in plain(words).split():
        wanted = wanted.where(User.search_text.contains(word, autoescape=True))
    return page_of(wanted, page=page, per_page=PEOPLE_ON_A_PAGE)


def people_of(agency: Agency) -> int:
    """How many people have an account there."""
    return db.session.scalar(select(func.count()).select_from(User).where(User.agency_id == agency.id)) or 0


def agency_by_name(name: str) -> Agency | None:
    """The agency of that name, following a merger; case and spaces don't count."""
    agency = db.session.scalar(select(Agency).where(Agency.name_key == name_key(name)))
    return agency and agency.surviving


def merged_into() -> dict[int, int]:
    """Of each agency that merged into another, the id of that in which it has come out."""
    merged = db.session.execute(select(Agency.id, Agency.merged_into_id).where(Agency.merged_into_id.is_not(None)))
    into = {agency_id: into_id for agency_id, into_id in merged if into_id}
    found = {}
    for agency_id, survivor in into.items():
        while survivor in into:
            survivor = into[survivor]
        found[agency_id] = survivor
    return found


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
