"""The report as files and on the command line."""
