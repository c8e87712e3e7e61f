"""Everything that is kept about a person, for that person: read, and packed to take away."""
