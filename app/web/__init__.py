"""What pages are made of: who may open them, their forms, their frame."""
