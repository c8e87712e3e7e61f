"""Parts of the programme beside each other: courses and trainers in funnels, year beside year."""
