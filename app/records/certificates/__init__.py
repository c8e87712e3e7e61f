"""Certificates: issued, withdrawn and restored by looking."""
