"""The application as gunicorn has it in production: an error becomes our page, though the clock is the test's."""

from app import create_app

app = create_app()
app.config["PROPAGATE_EXCEPTIONS"] = False
