"""What is set up already."""

from sqlalchemy import exists, select

from app.accounts.models import Agency
from app.accounts.staff.queries import is_anybody_else_there
from app.core.database import db
from app.programme.models import Course, Trainer
from app.programme.models_sessions import TrainingSession
from app.reporting.set_up.rules import SetUpState
from app.settings.models import SettingsVersion
from app.terms.models import Policy

PARTNERSHIP = "partnership"
"""The group of settings that holds its name and contact."""


def state() -> SetUpState:
    """One query, and one for colleagues: it is asked whenever Today is opened."""
    wanted = (
        exists().where(SettingsVersion.group == PARTNERSHIP),
        exists().select_from(Policy),
        exists().where(Agency.is_listed),
        exists().select_from(Trainer),
        exists().select_from(Course),
        exists().select_from(TrainingSession),
    )
    partnership, terms, agencies, trainers, course, session = map(bool, db.session.execute(select(*wanted)).one())
    return SetUpState(partnership, terms, agencies, trainers, course, session, is_anybody_else_there())


def first_course() -> int | None:
    """The number of the course to which the first session is added."""
    return db.session.scalar(select(Course.id).order_by(Course.id).limit(1))
