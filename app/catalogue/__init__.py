"""The public pages: programme and booking seen by a visitor."""
