"""What the training team offers: courses, their sessions, and Learning Weeks."""
