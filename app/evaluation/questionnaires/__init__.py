"""Questionnaires in versions, their questions, and the bank from which the office takes more."""
