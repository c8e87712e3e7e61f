"""What agencies train themselves, told once a year by a mailed link, and reviewed by the training team."""
