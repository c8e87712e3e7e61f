"""What is taught: courses and their materials."""
