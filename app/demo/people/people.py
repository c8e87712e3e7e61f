"""The demo's agencies, accounts, trainers and delegates."""

import random
from dataclasses import dataclass, replace
from datetime import datetime

from app.accounts.models import Agency, Sector, User, name_key
from app.core.database import db
from app.core.roles import Role
from app.demo.people.names import address_of, made_up_names
from app.programme.models import Trainer
from app.settings import queries as settings
from app.settings import services as settings_services
from app.settings.rules_partnership import PartnershipDetails

AGENCIES = {
    "Anyshire Council children’s services": Sector.SOCIAL_CARE,
    "Anyshire Fostering": Sector.SOCIAL_CARE,
    "Anyshire Police": Sector.POLICE,
    "Anyshire Community Health NHS Trust": Sector.HEALTH,
    "Anyshire Hospitals NHS Foundation Trust": Sector.HEALTH,
    "Anyshire General Practices": Sector.HEALTH,
    "Primary schools": Sector.EDUCATION,
    "Secondary schools and colleges": Sector.EDUCATION,
    "Early years settings": Sector.EDUCATION,
    "Anyshire Voluntary Action": Sector.VOLUNTARY,
    "Anyshire Faith Forum": Sector.VOLUNTARY,
    "Private children’s homes": Sector.PRIVATE,
    "Anyshire Probation": Sector.JUSTICE,
    "Elected members": Sector.ELECTED,
}

ACCOUNTS = {
    Role.TRAINING_MANAGER: ("manager@example.org", "Marigold Umber"),
    Role.TRAINING_OFFICER: ("officer@example.org", "Robin Saltmarsh"),
    Role.FINANCE: ("finance@example.org", "Penny Copperleaf"),
    Role.AGENCY_LEAD: ("lead@example.org", "Linden Harebell"),
    Role.TRAINER: ("trainer@example.org", "Teasel Brightwater"),
    Role.PRACTITIONER: ("practitioner@example.org", "Hazel Thistledown"),
}
"""Who can sign in, by a link from the command line or the outbox."""

JOB_ROLES = {
    Sector.SOCIAL_CARE: ("Social worker", "Family support worker", "Team manager", "Foster carer"),
    Sector.POLICE: ("Police constable", "Detective constable", "Police sergeant"),
    Sector.HEALTH: ("Health visitor", "School nurse", "Midwife", "General practitioner"),
    Sector.EDUCATION: ("Teacher", "Teaching assistant", "Designated safeguarding lead", "Nursery practitioner"),
    Sector.VOLUNTARY: ("Volunteer", "Youth worker", "Family support worker"),
    Sector.PRIVATE: ("Residential worker", "Registered manager"),
    Sector.JUSTICE: ("Probation officer",),
    Sector.ELECTED: ("Councillor",),
}

CONTACT = {
    "address": "Training team\nCounty Hall\nNorthbridge",
    "telephone": "01632 960123",
    "mailbox": "training@example.org",
    "hours": "Monday to Friday, 9am to 4:30pm",
}
"""A number that is kept for made-up people."""

HOW_MANY_DELEGATES = 400
HOW_MANY_MANAGERS = 60
HOW_MANY_TRAINERS = 8
THE_OFTENEST = (Sector.SOCIAL_CARE, Sector.EDUCATION, Sector.HEALTH)


@dataclass(frozen=True)
class DemoPeople:
    """Everybody, once they are there."""

    agencies: list[Agency]
    accounts: dict[Role, User]
    trainers: list[Trainer]
    delegates: list[User]

    @property
    def manager(self) -> User:
        return self.accounts[Role.TRAINING_MANAGER]

    @property
    def finance(self) -> User:
        return self.accounts[Role.FINANCE]

    @property
    def practitioner(self) -> User:
        return self.accounts[Role.PRACTITIONER]


def add_people(*, chance: random.Random, at: datetime) -> DemoPeople:
    agencies = [Agency(name=name, name_key=name_key(name), sector=sector) for name, sector in AGENCIES.items()]
    db.session.add_all(agencies)
    db.session.flush()
    names = made_up_names(HOW_MANY_DELEGATES + HOW_MANY_MANAGERS + HOW_MANY_TRAINERS, chance)
    managers = [names.pop() for _ in range(HOW_MANY_MANAGERS)]
    trainers = [
        Trainer(name=name, agency=agency, email=address_of(name))
        for name, agency in zip([names.pop() for _ in range(HOW_MANY_TRAINERS)], agencies, strict=False)
    ]
    accounts = {role: _account(email, name, role, agencies[0], at) for role, (email, name) in ACCOUNTS.items()}
    db.session.add_all([*trainers, *accounts.values()])
    db.session.flush()
    trains = accounts[Role.TRAINER]
    trainers.append(Trainer(name=trains.name, agency=agencies[0], email=trains.email, user=trains))
    weights = [5 if agency.sector in THE_OFTENEST else 2 for agency in agencies]
    delegates = [
        _delegate(name, chance.choices(agencies, weights)[0], managers[number % len(managers)], chance, at)
        for number, name in enumerate(names)
    ]
    db.session.add_all([trainers[-1], *delegates])
    db.session.flush()
    details = replace(settings.current(PartnershipDetails), **CONTACT)
    settings_services.change(details, by=accounts[Role.TRAINING_MANAGER], at=at)
    return DemoPeople(agencies, accounts, trainers, delegates)


def _account(email: str, name: str, role: Role, agency: Agency, at: datetime) -> User:
    return User(
        email=email,
        name=name,
        role=role,
        agency=agency,
        job_role="Social worker",
        manager_name="Alder Fairweather-Longmeadow",
        manager_email="line-manager@example.org",
        created_at=at,
        address_proved_at=at,
    )


def _delegate(name: str, agency: Agency, manager: str, chance: random.Random, at: datetime) -> User:
    return User(
        email=address_of(name),
        name=name,
        agency=agency,
        job_role=chance.choice(JOB_ROLES[Sector(agency.sector)]),
        manager_name=manager,
        manager_email=address_of(manager),
        created_at=at,
    )
