"""The training team's pages of the programme."""

from app.programme.manage import courses, sessions, speakers, trainers, weeks
from app.programme.manage.blueprint import bp

__all__ = ["bp", "courses", "sessions", "speakers", "trainers", "weeks"]
