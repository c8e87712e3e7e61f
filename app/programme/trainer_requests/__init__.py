"""Trainers asked by mail, what they answer, and what they are told of their sessions."""
