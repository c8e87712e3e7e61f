"""Documents, spreadsheets, calendars and letters: what leaves the house as a file, and what is read from one."""
