"""How a person signs in: the ways that are open to them, on one page."""
