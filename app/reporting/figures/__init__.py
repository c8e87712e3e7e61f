"""Uptake and attendance of any period, divided in any way: page, files and command."""
