"""The reason asked, of the person and their line manager."""
