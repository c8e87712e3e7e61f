"""At the door: somebody without a booking, or a colleague instead."""
