"""Figures for others than the office: worked out once nobody can answer any more, safe to show, and kept."""
