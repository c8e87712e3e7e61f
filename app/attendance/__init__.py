"""Registers: who was there, who checked in, who walked in, and registers of years past."""
