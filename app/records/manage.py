"""The office desk: a person found in seconds, and all there is about them."""

from flask import Blueprint

from app.records import models as models

bp = Blueprint("people", __name__, url_prefix="/manage/people")
