"""The training team's and the trainers' pages: the register, its code for the screen, on paper, and from Teams."""

from app.attendance.manage import checking_in, paper, register, teams
from app.attendance.manage.blueprint import bp

__all__ = ["bp", "checking_in", "paper", "register", "teams"]
