"""Who is told by mail: the training team of registers left open, managers of absences."""
