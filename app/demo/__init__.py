"""The demo: a made-up partnership with a past year, a present one and a Learning Week to come."""
