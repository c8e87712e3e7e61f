"""The annual report: drafted, published with its figures frozen, corrected by a new version."""
