"""What is set up already."""

from sqlalchemy import exists, select

from app.accounts.models import Agency
from app.accounts.staff.queries import is_anybody_else_there
from app.core.database import db
from app.programme.models import Course, Trainer
from app.programme.models_sessions import SessionState, TrainingSession
from app.reporting.set_up.rules import SetUpState
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails
from app.terms.models import Policy


def state() -> SetUpState:
    """A few small queries: it is asked whenever Today is opened."""
    wanted = (
        exists().select_from(Policy),
        exists().where(Agency.is_listed),
        exists().select_from(Trainer),
        exists().select_from(Course),
        exists().where(TrainingSession.state != SessionState.DRAFT),
    )
    terms, agencies, trainers, course, session = map(bool, db.session.execute(select(*wanted)).one())
    can_be_reached = bool(settings.current(PartnershipDetails).reached_by)
    return SetUpState(can_be_reached, terms, agencies, trainers, course, session, is_anybody_else_there())


def first_course() -> int | None:
    """The number of the course to which the first session is added."""
    return db.session.scalar(select(Course.id).order_by(Course.id).limit(1))
