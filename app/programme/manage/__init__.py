"""The training team's pages of the programme."""

from app.programme.manage import courses, rules, sessions, speakers, trainers, weeks
from app.programme.manage.blueprint import bp

__all__ = ["bp", "courses", "rules", "sessions", "speakers", "trainers", "weeks"]
