"""Who is asked what and when: issued, mailed, reminded."""
