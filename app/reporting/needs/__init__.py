"""Who needs what on a date, added up without names: for the venue and the caterer."""
