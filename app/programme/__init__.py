"""What is offered: courses, their sessions, the Learning Weeks and the years."""
