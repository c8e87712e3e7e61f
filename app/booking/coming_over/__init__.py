"""Sessions to come, with their bookings and waiting lists, brought over from another tool in the middle of a year."""
