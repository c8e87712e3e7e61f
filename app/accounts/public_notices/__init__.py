"""The pages of a public body: privacy, cookies, accessibility, contact and help, in words that the office can edit."""
