"""Help inside the application: for each role, a page that answers what they ask."""
