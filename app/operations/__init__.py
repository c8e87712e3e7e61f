"""What keeps the house running: signs of life, backups, and what a monitor is told."""
