"""Proving an address by a mailed code or link, and signing in with it."""
