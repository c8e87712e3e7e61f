"""Beside each other, by agency: what its people came to with us, and what it trained itself."""
