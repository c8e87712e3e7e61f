"""What the demo offers: a real programme's core topics at made-up dates and places."""
