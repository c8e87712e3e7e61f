"""What training changed: asked before, after and later, of practitioners and their managers."""
