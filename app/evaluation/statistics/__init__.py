"""The arithmetic of the results: means and changes by session, tests, funnels; no database, no pages."""
