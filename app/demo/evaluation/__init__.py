"""What the demo's people answered, and what the office made of it."""
