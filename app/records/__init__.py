"""What stays of it: training attended, certificates, and the desk that finds a caller in seconds."""
