"""The year's figures: the training team's first page, the report, its chart and its files."""
