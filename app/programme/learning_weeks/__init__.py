"""Named spans of dates that gather sessions."""
