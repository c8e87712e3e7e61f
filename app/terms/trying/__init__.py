"""A version of the terms tried on a made-up case."""
