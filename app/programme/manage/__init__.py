"""The training team's pages of the programme."""

from app.programme.manage import (
    courses,
    imports,
    materials,
    rules,
    sessions,
    speakers,
    subscriptions,
    trainers,
    weeks,
    years,
)
from app.programme.manage.blueprint import bp

__all__ = [
    "bp",
    "courses",
    "imports",
    "materials",
    "rules",
    "sessions",
    "speakers",
    "subscriptions",
    "trainers",
    "weeks",
    "years",
]
