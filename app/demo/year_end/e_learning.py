"""The demo's e-learning, who has completed it, and what people attended elsewhere."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.models import User
from app.core.clock import to_london
from app.core.database import db
from app.elearning import services
from app.elearning.services import ELearningDetails
from app.programme.models import Course, Strand, UsualLength
from app.records.elsewhere import services as elsewhere
from app.records.elsewhere.models import EvidenceSeen
from app.records.elsewhere.rules import EventElsewhere

DAYS_AGO = (12, 47, 130, 260, 395)
"""When a handful of people each completed it."""


def add_e_learning(
    people: Sequence[User], practitioner: User, *, by: User, chance: random.Random, at: datetime
) -> None:
    course = Course(
        title="Safeguarding basics",
        summary="What abuse and neglect are, what to look out for, and whom to tell. Start it when you like.",
        aims="say what the kinds of abuse are\nknow what to do when you are worried",
        audience="Everybody who is new to work with children.",
        level="Level 1",
        strand=Strand.E_LEARNING,
        usual_length=UsualLength.HALF_DAY,
        created_at=at,
    )
    db.session.add(course)
    db.session.flush()
    there = ELearningDetails("https://learning.example.org/safeguarding-basics", "LANTERN", minutes=40, is_open=True)
    services.set_up(course, there, by=by, at=at)
    today = to_london(at).date()
    for days in DAYS_AGO:
        some = [person.email for person in chance.sample(list(people), 9)]
        services.mark_completed(course, some, on=today - timedelta(days=days), by=by, at=at - timedelta(days=days - 1))
    _elsewhere(people, practitioner, by=by, at=at)


def _elsewhere(people: Sequence[User], practitioner: User, *, by: User, at: datetime) -> None:
    on = to_london(at).date() - timedelta(days=80)
    conference = EventElsewhere(
        "Regional conference on neglect",
        "Westmarch Safeguarding Partnership",
        on,
        on,
        330,
        EvidenceSeen.LIST,
        "The organisers sent us the list of those who were there.",
    )
    elsewhere.record_for([person.email for person in people[:7]], conference, by=by, at=at)
    webinar = EventElsewhere(
        "Listening to children after separation",
        "Northmere University",
        on + timedelta(days=50),
        on + timedelta(days=50),
        90,
        EvidenceSeen.CERTIFICATE,
        "A certificate, number 2231.",
    )
    elsewhere.record_own(practitioner, webinar, at=at)
