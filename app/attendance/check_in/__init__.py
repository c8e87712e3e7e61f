"""Checking in oneself, by the code or the picture shown in the room."""
