"""The forms of a venue, of a room, and of what is merged into a venue."""

from typing import Any

from wtforms.validators import ValidationError

from app.programme.models_sessions import MOST_PLACES
from app.programme.models_venues import Venue, VenueRoom
from app.programme.venues import rules
from app.programme.venues.services import VenueDetails
from app.web.fields import PoundsField, WholeNumberField, long_text_field, needed, text_field, tick_field
from app.web.forms import Form


class VenueForm(Form):
    name = text_field(
        "Name", required="Enter the name of the venue", most=120, hint="Name and town, as people read it everywhere."
    )
    address = long_text_field("Address", hint="A line each, without the postcode.", most=500)
    postcode = text_field("Postcode", most=10, classes="govuk-input--width-10", autocomplete="off")
    map_address = text_field(
        "Address of its map",
        hint="A page of openstreetmap.org. Leave empty to look for the postcode there.",
        most=500,
        input_type="url",
        spellcheck="false",
    )
    access = long_text_field("Access", hint="Step-free entrance, lift, hearing loop, toilets, a quiet room.", most=1000)
    parking = long_text_field("Parking and how to get there", most=1000)
    joining_notes = long_text_field(
        "Joining notes",
        hint="Which door, where to sign in, whom to ring. Only people with a place see them, on their booking and in "
        "mail.",
        most=1000,
    )
    usual_cost = PoundsField(
        "Usual cost of a day", description="Offered when you enter what a session costs. Leave empty if it isn’t known."
    )
    is_retired = tick_field("Retire this venue: no new session is held there, and those it has stay")

    def __init__(self, venue: Venue | None = None, *, called: str = "", **kwargs: Any) -> None:
        standing = {**_as_typed(venue)} if venue else {"name": called[:120]}
        super().__init__(data=standing, **kwargs)
        if venue is None:
            del self.is_retired

    def validate_postcode(self, field: Any) -> None:
        if field.data:
            try:
                field.data = rules.written_postcode(field.data)
            except ValueError:
                raise ValidationError("Enter a whole postcode, such as NB1 2CD") from None

    def validate_usual_cost(self, field: Any) -> None:
        if field.data is not None and field.data > rules.MOST_PENCE:
            raise ValidationError("Enter less than £21 million")

    def validate_map_address(self, field: Any) -> None:
        if field.data and not rules.is_on_the_map(field.data):
            raise ValidationError("Enter an address that begins with https://www.openstreetmap.org/")

    def details(self) -> VenueDetails:
        return VenueDetails(
            name=self.name.data,
            address=self.address.data or "",
            postcode=self.postcode.data or "",
            map_address=self.map_address.data or "",
            access=self.access.data or "",
            parking=self.parking.data or "",
            joining_notes=self.joining_notes.data or "",
            usual_pence=self.usual_cost.data,
            is_retired="is_retired" in self and self.is_retired.data,
        )


def _as_typed(venue: Venue) -> dict[str, Any]:
    names = ("name", "address", "postcode", "map_address", "access", "parking", "joining_notes", "is_retired")
    return {**{name: getattr(venue, name) for name in names}, "usual_cost": venue.usual_pence}


class RoomForm(Form):
    name = text_field("Name of the room", required="Enter the name of the room", most=70)
    capacity = WholeNumberField("How many people it holds", [needed("Enter how many people it holds")])

    def __init__(self, room: VenueRoom | None = None, **kwargs: Any) -> None:
        super().__init__(data={"name": room.name, "capacity": room.capacity} if room else None, **kwargs)

    def validate_capacity(self, field: Any) -> None:
        if not 1 <= field.data <= MOST_PLACES:
            raise ValidationError(f"Enter from 1 to {MOST_PLACES:,} people")


class MergeVenuesForm(Form):
    """One button: what it does stands above it."""
