"""Whose names stand around a comment: who was on its session, their managers, its trainers, and the office."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from app.accounts.people import queries as people
from app.booking.models import Booking
from app.booking.states import CLAIMS
from app.core.database import db
from app.evaluation.flagging.rules import People
from app.programme.models import Trainer
from app.programme.models_sessions import session_trainer


class PeopleAround:
    """Of several sessions at once. Three queries, however many there are."""

    def __init__(self, session_ids: Collection[int]) -> None:
        self._names: dict[int, list[str]] = {}
        self._made: dict[frozenset[int], People] = {}
        self._office = [user.name for user in people.training_team()] if session_ids else []
        booked = select(Booking.session_id, Booking.name, Booking.manager_name).where(
            Booking.session_id.in_(session_ids), Booking.state.in_(CLAIMS)
        )
        taught = (
            select(session_trainer.c.session_id, Trainer.name)
            .join(Trainer, Trainer.id == session_trainer.c.trainer_id)
            .where(session_trainer.c.session_id.in_(session_ids))
        )
        if session_ids:
            for wanted in (booked, taught):
                for session_id, *names in db.session.execute(wanted):
                    self._names.setdefault(session_id, []).extend(name for name in names if name)

    def of(self, session_ids: Iterable[int]) -> People:
        """Of those sessions, with the office."""
        these = frozenset(session_ids)
        if these not in self._made:
            self._made[these] = People([*self._office, *(name for each in these for name in self._names.get(each, ()))])
        return self._made[these]
