"""A session's bookings at the office: moved, cancelled, written about, booked for somebody."""
