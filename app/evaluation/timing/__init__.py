"""When each stage asks."""
