"""Backups made, checked, rotated and restored; upgrades that can be undone."""
