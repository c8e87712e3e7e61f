"""What must always hold, of all rooms together: checked by hand, after a restore and after an upgrade."""
