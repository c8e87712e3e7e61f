"""What a file of sessions to come says, and what of it Coursebook holds already."""
