"""How the room says no."""

from app.core.errors import Refusal


class DateTaken(Refusal):
    field = "in_force_from"
    message = "There is already a version in force from that date."


class InThePast(Refusal):
    field = "in_force_from"
    message = "A new version can’t come into force in the past: what people accepted stays as it was."


class AlreadyInForce(Refusal):
    message = "This version has come into force, so it stays: a booking may have accepted it at any moment."


class StillAccepted(Refusal):
    message = "A booking has accepted this version, so it stays."
