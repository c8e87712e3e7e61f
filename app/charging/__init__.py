"""Charges: proposed by the policy, decided by a person."""
