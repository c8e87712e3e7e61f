"""Staff and access: colleagues invited, their roles, accounts disabled, and who may do what."""
