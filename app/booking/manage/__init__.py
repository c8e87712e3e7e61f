"""The office desk: the bookings and the waiting list of a session, and what is done for somebody."""

from app.booking.manage import desk, sessions, somebody
from app.booking.manage.blueprint import bp

__all__ = ["bp", "desk", "sessions", "somebody"]
