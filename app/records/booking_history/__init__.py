"""One booking on a page of its own: how it stands, and all that happened to it."""
