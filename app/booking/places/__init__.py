"""Taking a place: held, confirmed, booked at once, several together."""
