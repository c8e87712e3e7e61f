"""Places of a session that an agency holds before it knows who comes."""
