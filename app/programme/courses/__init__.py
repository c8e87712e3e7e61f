"""What is taught: courses, their materials, and the pool of those who can teach them."""
