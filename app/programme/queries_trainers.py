"""When trainers can't teach, for whatever plans sessions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Select, select

from app.core.database import db
from app.programme.models_trainers import TrainerUnavailability


def unavailable_on(trainer_ids: Iterable[int], days: Iterable[date]) -> list[TrainerUnavailability]:
    """Dates on which one of these trainers can't teach, where one of these days lies in them. One query."""
    ids, on = sorted(trainer_ids), sorted(days)
    if not ids or not on:
        return []
    wanted = _soonest().where(TrainerUnavailability.trainer_id.in_(ids), TrainerUnavailability.from_on <= on[-1])
    found = db.session.scalars(wanted.where(TrainerUnavailability.until_on >= on[0]))
    return [dates for dates in found if any(dates.holds(day) for day in on)]


def unavailable_from(day: date) -> Mapping[int, list[TrainerUnavailability]]:
    """All such dates that aren't over by then, by the numbers of the trainers."""
    of_trainer: dict[int, list[TrainerUnavailability]] = defaultdict(list)
    for dates in db.session.scalars(_soonest().where(TrainerUnavailability.until_on >= day)):
        of_trainer[dates.trainer_id].append(dates)
    return of_trainer


def _soonest() -> Select[TrainerUnavailability]:
    return select(TrainerUnavailability).order_by(TrainerUnavailability.from_on, TrainerUnavailability.id)
