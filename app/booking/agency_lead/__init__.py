"""An agency's lead sees and books the agency's own people."""
