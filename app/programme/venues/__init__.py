"""Where sessions are held: buildings with their rooms, and how free text becomes a record."""
