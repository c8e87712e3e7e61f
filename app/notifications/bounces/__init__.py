"""Mail that came back: read from a mailbox, told apart, and what follows for an address."""
