"""Places that an agency's lead holds until they know who comes."""
