"""An agency in one place: its people, attendance, leads and contacts; and agencies from a file."""
