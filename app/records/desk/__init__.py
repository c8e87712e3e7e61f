"""A caller found in seconds, all there is about them, and what can be done for them."""
