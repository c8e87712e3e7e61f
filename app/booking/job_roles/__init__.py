"""What each job role needs, and which groups of roles a course is for."""
