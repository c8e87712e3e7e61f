"""Whom training reached, and whom not: agencies against their workforce, and people per priority."""
