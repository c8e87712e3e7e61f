"""How far a cut-over is."""

from datetime import datetime

from sqlalchemy import exists, func, select

from app.accounts.models import Agency
from app.booking.coming_over.queries import how_many_untold
from app.booking.cut_over_file.models import ComingOver
from app.core.database import db
from app.programme.models import Trainer
from app.programme.models_sessions import TrainingSession
from app.reporting.cut_over.rules import CutOverState
from app.reporting.earlier_years.models import GivenYear
from app.terms.models import Policy


def state(*, at: datetime) -> CutOverState:
    """Three small queries."""
    terms, agencies, trainers, imports, past_sessions = db.session.execute(
        select(
            exists().select_from(Policy),
            exists().where(Agency.is_listed),
            exists().select_from(Trainer),
            select(func.count()).where(ComingOver.undone_at.is_(None)).scalar_subquery(),
            select(func.count()).where(TrainingSession.is_imported).scalar_subquery(),
        )
    ).one()
    years = db.session.scalars(select(GivenYear.year).order_by(GivenYear.year)).all()
    return CutOverState(
        bool(terms), bool(agencies), bool(trainers), imports, how_many_untold(at=at), past_sessions, years
    )
