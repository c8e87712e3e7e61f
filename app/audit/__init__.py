"""Who did what to which record: entries in a log that nothing is decided by."""
