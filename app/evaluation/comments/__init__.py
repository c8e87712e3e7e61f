"""What people wrote: read, put under themes, quoted, redacted; and what they need training on."""
