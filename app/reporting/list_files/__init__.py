"""The bookings beneath a figure as a file: written piece by piece, however many they are."""
