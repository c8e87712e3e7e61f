"""Answers by a personal link, in the room, and on paper."""
