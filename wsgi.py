"""The application, as gunicorn and the flask command find it."""

import sys

from app import create_app
from app.config import SettingWrong

try:
    app = create_app()
except SettingWrong as wrong:
    sys.exit(f"Coursebook doesn't start. {wrong}")
