"""A person's decision on a charge: the desk on which charges are worked through."""
