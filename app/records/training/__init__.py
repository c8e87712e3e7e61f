"""What people have attended, and by when it is due again."""
