"""Signing in to a mail server by a token, where it takes no password."""
