"""Erasing a person: the name goes, counts and money stay."""
