"""What is kept about a person: they change it themselves, the office corrects it; a new address is proved."""
