"""Tests of what keeps the house running."""
