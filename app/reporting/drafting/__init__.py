"""Draft sessions made of next year’s plan: on which days, looked at first, and deleted again."""
