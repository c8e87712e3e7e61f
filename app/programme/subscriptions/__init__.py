"""Who is told of what: lunchtime invitations, and new dates of a course."""
