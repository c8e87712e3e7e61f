"""Who came: registers by day, checked in, counted, reported, imported."""
