"""What held places say about people: who held them."""

from app.agency_holds.models import AgencyHold
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=AgencyHold, because="how many places of which session an agency holds", actors=("made_by_id",)
    ),
)
