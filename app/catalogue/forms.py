"""The programme's filters, read from the address so that a filtered page can be shared."""

from datetime import date

from werkzeug.datastructures import MultiDict

from app.catalogue.queries import LEARNING_WEEK, Filters
from app.programme.models import Strand
from app.programme.models_sessions import Delivery
from app.web.dates import iso_month

STRANDS = {
    Strand.CORE_TOPIC.value: "Core topics",
    Strand.SPECIALIST.value: "Specialist",
    Strand.LUNCHTIME.value: "Lunchtime",
    LEARNING_WEEK: "Learning Week",
    Strand.CONFERENCE.value: "Conference",
    Strand.E_LEARNING.value: "E-learning",
}

DELIVERIES = {Delivery.VIRTUAL: "Virtual", Delivery.VENUE: "At a venue", Delivery.HYBRID: "Both"}


def filters_from(args: "MultiDict[str, str]") -> Filters:
    """What the address asks for; what it can't mean is left out rather than refused."""
    return Filters(
        words=" ".join(args.get("q", "").replace("\0", "").split())[:100],
        strands=[name for name in args.getlist("strand") if name in STRANDS],
        month=_month(args.get("month", "")),
        deliveries=[Delivery(name) for name in args.getlist("delivery") if name in list(Delivery)],
        with_places=args.get("places") == "yes",
    )


def _month(given: str) -> date | None:
    try:
        return iso_month(given)
    except ValueError:
        return None
