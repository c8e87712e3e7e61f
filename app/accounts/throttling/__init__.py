"""A throttle on what is tried in vain, counted in rows."""
