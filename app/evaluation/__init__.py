"""What the training changed: asked before, after and later, and of managers; matched, read, published."""
