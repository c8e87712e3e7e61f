"""Registers on a page: marking with one tap a person, the door, closing and correcting, heads."""

from app.attendance.manage import closing, door, heads, register
from app.attendance.manage.blueprint import bp

__all__ = ["bp", "closing", "door", "heads", "register"]
