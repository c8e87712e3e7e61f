"""Heads counted where there are no names."""
