"""Who works here: people, their agencies, and how an address is proved."""
