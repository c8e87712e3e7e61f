"""People are told by mail, once, when a refresher comes due."""
