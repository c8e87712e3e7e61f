"""Loading the demo: dates relative to today, the same made-up figures each time."""

import random
from datetime import datetime, timedelta

from sqlalchemy import exists, select, text

from app.accounts.models import Agency, User
from app.audit import services as audit
from app.audit.models import Verb
from app.core.database import command, db
from app.core.errors import Refusal
from app.demo.bookings.charges import write_charges
from app.demo.bookings.extras import add_extras
from app.demo.bookings.history import History
from app.demo.evaluation.answers import DemoAnswers
from app.demo.evaluation.comments import add_words
from app.demo.evaluation.letters import write_letters
from app.demo.models import DemoLoading
from app.demo.people.people import DemoPeople, add_people
from app.demo.programme.particulars import add_particulars
from app.demo.programme.programme import DemoProgramme, add_terms
from app.demo.programme.roles import add_roles
from app.demo.programme.subscribers import add_subscribers
from app.demo.sent import have_been_sent
from app.demo.year_end.e_learning import add_e_learning
from app.demo.year_end.money import add_money
from app.demo.year_end.reports import add_reports
from app.demo.year_end.returns import add_returns
from app.evaluation.settling.services import settle
from app.notifications.models import LetterKind
from app.programme.models import Course
from app.terms.models import Policy

SEED = 2024
"""Every demo is alike."""


class NotEmpty(Refusal):
    message = "The demo loads into an empty database only, and this one holds data."


@command
def load_demo(*, at: datetime) -> None:
    """Fill an empty database. Raises NotEmpty."""
    if any(db.session.scalar(select(exists().select_from(model))) for model in (User, Course, Agency, Policy)):
        raise NotEmpty
    with db.session.no_autoflush:
        _load(random.Random(SEED), at)  # noqa: S311 (the same demo each time)


def _load(chance: random.Random, at: datetime) -> None:
    people = add_people(chance=chance, at=at)
    policy = add_terms(at=at)
    programme = DemoProgramme(people, chance, at)
    programme.add()
    add_roles(programme.courses, by=people.manager, at=at)
    History(at, chance, people, policy).write()
    _let_the_planner_know()
    DemoAnswers(at, chance, people.manager).write()
    write_charges(manager=people.manager, finance=people.finance, chance=chance, at=at)
    _let_the_planner_know()
    add_words(by=people.manager, at=at)
    add_particulars(by=people.manager, at=at)
    add_extras(people, at=at)
    add_subscribers(people, at=at)
    write_letters(at=at)
    _year_end(people, chance, at)
    have_been_sent(before=at - timedelta(hours=1))
    have_been_sent(LetterKind.CERTIFICATE, before=at + timedelta(hours=1))
    db.session.add(DemoLoading(loaded_at=at))
    audit.write(Verb.LOADED_DEMO, people.manager, by=None, at=at)


def _year_end(people: DemoPeople, chance: random.Random, at: datetime) -> None:
    """The annual report comes last: it tells of all the others."""
    add_money(by=people.manager, chance=chance, at=at)
    add_returns(people.agencies, by=people.manager, at=at)
    add_e_learning(people.delegates, people.practitioner, by=people.manager, chance=chance, at=at)
    db.session.flush()
    _let_the_planner_know()
    settle(at=at)
    add_reports(by=people.manager, at=at)


def _let_the_planner_know() -> None:
    """PostgreSQL plans for empty tables until it has looked: else a question about answers takes minutes."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE"))
