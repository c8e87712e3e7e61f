"""Where the pages of the programme hang."""

from flask import Blueprint

bp = Blueprint("programme", __name__, url_prefix="/manage")
