"""Registers on a page: one tap a person, the door, the code for the room, on paper, from Teams, closing."""

from app.attendance.manage import checking_in, closing, door, heads, paper, register, teams
from app.attendance.manage.blueprint import bp

__all__ = ["bp", "checking_in", "closing", "door", "heads", "paper", "register", "teams"]
