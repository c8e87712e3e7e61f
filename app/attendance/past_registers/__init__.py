"""Registers of years past, imported."""
