"""Many drafts at once: a year copied into the next, a programme read from a file."""
