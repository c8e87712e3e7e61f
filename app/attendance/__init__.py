"""Registers: who was there, who walked in, and registers of years past."""
