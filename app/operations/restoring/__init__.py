"""A backup put back, and upgrades that can be undone."""
