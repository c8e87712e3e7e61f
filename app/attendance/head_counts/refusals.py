"""How the room says no."""

from app.core.errors import Refusal


class NotOpenToAll(Refusal):
    message = "This session keeps a register by name: mark who came there."


class HeadsUnclear(Refusal):
    field = "how_many"
    message = "Enter how many came; 0 is allowed"
