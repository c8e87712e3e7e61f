"""How the venues say no."""

from app.core.errors import Refusal


class VenueNameTaken(Refusal):
    field = "name"
    message = "There is already a venue with this name."


class RoomNameTaken(Refusal):
    field = "name"
    message = "This venue already has a room with this name."


class RoomInUse(Refusal):
    message = "Sessions are held in this room, so it stays. Choose another room for them first."


class RoomTooSmall(Refusal):
    field = "places"


class NothingToMerge(Refusal):
    message = "No session has this venue as free text any more. Somebody else may have merged it."


class PlaceUnknown(Refusal):
    field = "venue_place"
    message = "This venue or room isn’t there any more. Choose another."
