"""What is held about people, as every room declares it, and who asked about it."""
