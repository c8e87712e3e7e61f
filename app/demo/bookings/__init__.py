"""Who booked, who came, and what became of those who didn't."""
