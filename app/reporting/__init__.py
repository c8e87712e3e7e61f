"""The figures, the manager's first page, and the report."""
