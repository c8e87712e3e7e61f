"""The rules that a session carries: who may book it, and from when."""
