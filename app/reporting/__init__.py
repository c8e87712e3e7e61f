"""The year in figures: the manager’s first page, the report, and what is to be set up."""
