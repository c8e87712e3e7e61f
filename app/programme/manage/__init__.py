"""The training team's pages of the programme."""

from app.programme.manage import courses, materials, sessions, subscriptions, trainers, weeks
from app.programme.manage.blueprint import bp

__all__ = ["bp", "courses", "materials", "sessions", "subscriptions", "trainers", "weeks"]
