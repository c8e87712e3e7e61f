"""What the partnership sets by itself, on pages: kept version by version, and read by every room."""
