"""What every command on bookings is made of: the session's lock, one place of it, lapsed holds."""
