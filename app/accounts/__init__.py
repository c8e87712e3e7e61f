"""People, their agencies, and how they prove that an address is theirs."""
