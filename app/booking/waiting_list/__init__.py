"""Who waits, to whom a free place is offered, and who is served next."""
