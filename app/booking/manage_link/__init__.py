"""The page of one booking behind the link of its mail: seen, withdrawn from, put in a calendar, without signing in."""
