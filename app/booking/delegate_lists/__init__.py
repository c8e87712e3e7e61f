"""Who comes to a session, on one list: to print, or as a file."""
