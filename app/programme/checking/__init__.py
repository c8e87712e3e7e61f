"""What to look at again in a session: what is missing, when it is, and who or what is taken twice."""
