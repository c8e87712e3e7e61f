"""Booking a place, confirming it, and "My bookings"."""

from app.booking.routes import agency, confirming, materials, mine, several, taking
from app.booking.routes.blueprint import bp

__all__ = ["agency", "bp", "confirming", "materials", "mine", "several", "taking"]
