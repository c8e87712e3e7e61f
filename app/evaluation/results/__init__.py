"""What the answers come to: returns, spreads, and what changed."""
