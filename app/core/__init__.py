"""What has no page: the clock, the database, the log, links, and the few rules that the whole house shares."""
