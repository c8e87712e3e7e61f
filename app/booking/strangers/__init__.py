"""Somebody who has proved no address: what they may hold, and that nothing stays of it."""
