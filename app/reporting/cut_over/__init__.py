"""The steps of coming over from today's tools in the middle of a year: what is done, and what is next."""
