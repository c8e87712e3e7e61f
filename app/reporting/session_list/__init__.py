"""The office's list of sessions: when, where, how full, what is missing, and whether the register is closed."""
