"""My bookings, and what comes with them."""
