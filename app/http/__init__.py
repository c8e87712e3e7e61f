"""What a request asks for, what a browser keeps for us, and what every answer says to it."""
