"""How each of the two databases is connected to, and what it needs to be trusted."""
