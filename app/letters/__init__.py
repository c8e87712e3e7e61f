"""The words of letters that are the office's own: subject, opening and closing of each, with a preview."""
