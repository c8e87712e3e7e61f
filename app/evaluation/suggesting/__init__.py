"""Which themes a comment may belong to, by the words of what the office has themed."""
