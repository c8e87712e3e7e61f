"""Where the demo's sessions are held."""

from datetime import datetime

from app.accounts.models import User
from app.programme.models_venues import VenueRoom
from app.programme.venues import services
from app.programme.venues.services import VenueDetails

VENUES: dict[VenueDetails, dict[str, int]] = {
    VenueDetails(
        name="Town Hall, Northbridge",
        address="Market Square\nNorthbridge",
        postcode="ZZ1 1AA",
        access="Step-free from Market Square. Lift to all floors. Hearing loop in the Council Chamber.",
        parking="None for visitors. Blue badge bays in Market Square; the car park in Mill Lane is four minutes’ walk.",
        joining_notes="Sign in at reception and ask for the training team.",
        usual_pence=18_000,
    ): {"Council Chamber": 160, "Garden Room": 30},
    VenueDetails(
        name="Riverside Centre, Millford",
        address="2 Weir Road\nMillford",
        postcode="ZZ2 2BB",
        access="Step-free. Accessible toilet beside the hall.",
        parking="Free, 60 spaces. The gate closes at 6pm.",
        joining_notes="Tea and coffee from 9am. There is no shop nearby: bring your lunch.",
        usual_pence=24_000,
    ): {"Main hall": 80, "Heron Room": 28},
    VenueDetails(
        name="Library, Ashton Green",
        address="Library Walk\nAshton Green",
        postcode="ZZ3 3CC",
        access="Step-free by the side door in Library Walk: ring the bell.",
        parking="Two hours free on the street, then none. The 14 bus stops outside.",
        joining_notes="The library opens at 9:30am: until then use the side door.",
        usual_pence=0,
    ): {"Reading Room": 26},
    VenueDetails(
        name="Fire Station, Southgate",
        address="Station Road\nSouthgate",
        postcode="ZZ4 4DD",
        access="The room is up one flight of stairs, with no lift: tell us early if that doesn’t work for you.",
        parking="Behind the station, never in front of the doors.",
        joining_notes="Press the training room’s bell at the side gate. If the alarm goes, stay in the room.",
        usual_pence=9_000,
    ): {"Training room": 30},
}
"""Postcodes that no place has."""


def add_venues(*, by: User, at: datetime) -> list[VenueRoom]:
    """Returns the rooms in which courses are held."""
    rooms = []
    for details, inside in VENUES.items():
        venue = services.add_venue(details, by=by, at=at)
        rooms += [services.add_room(venue, name=name, capacity=most, by=by, at=at) for name, most in inside.items()]
    return rooms
