"""One page for the board: what changed, how good the evidence is, and what can’t be said."""
