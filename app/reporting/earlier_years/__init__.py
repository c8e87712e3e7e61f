"""Figures of years before Coursebook, as they were given: for the comparison where no register is kept here."""
