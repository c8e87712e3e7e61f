"""The attendance report of Microsoft Teams, taken onto the register."""
