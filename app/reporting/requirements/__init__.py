"""Next year's plan: what each course is likely to need, what the office chose, and the drafts made of it."""
