"""The booking terms: notice, tariffs, and the days that don't count."""
