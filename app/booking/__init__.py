"""Who has a claim on a session, from the hold to what came of it."""
