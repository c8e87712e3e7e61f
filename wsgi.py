"""The application, as gunicorn and the flask command find it."""

import gc
import sys

from app import create_app
from app.core.config import SettingWrong

try:
    app = create_app()
except SettingWrong as wrong:
    print(f"Coursebook doesn't start. {wrong}", file=sys.stderr)  # noqa: T201
    sys.exit(4 if "gunicorn" in sys.modules else 1)  # 4 tells gunicorn to give up, not to try for ever

gc.freeze()  # the application is there to stay: whoever collects garbage while a page is made needn't look through it
