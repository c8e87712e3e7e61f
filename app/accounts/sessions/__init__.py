"""Where somebody is signed in: a row for every browser, which ends at once when it is told to."""
