"""The sections of the annual report: words, tables and charts that fill themselves in, each made by a function."""
