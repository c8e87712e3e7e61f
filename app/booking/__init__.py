"""Places: who holds, booked, withdrew, and what came of it. No overbooking."""
