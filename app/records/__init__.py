"""A person as the office sees them: bookings, messages, charges and notes in one place."""
