"""The year's programme, and a course with its sessions, as the training team sees them."""
