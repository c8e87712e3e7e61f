"""What an empty installation still needs."""
