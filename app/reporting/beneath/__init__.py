"""The sessions and bookings beneath a figure of the report."""
