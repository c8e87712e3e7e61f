"""Retention: what nobody needs any more is forgotten, kind by kind."""
