"""An agency's own figures, for its lead: by page, and by a mail each quarter that they can stop."""
