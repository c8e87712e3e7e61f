"""Knowledge measured: the bank of items, what a person had right, and what the office learns from it."""
