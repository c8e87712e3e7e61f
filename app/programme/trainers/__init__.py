"""The pool of trainers, and who has said yes to a session."""
