"""How every room declares what it keeps about people."""
