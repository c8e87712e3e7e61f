"""Charges proposed by the terms, and let go where they follow no longer."""
