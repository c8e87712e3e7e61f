"""Mail held back, after a restored backup or a long time off, until somebody starts it again."""
