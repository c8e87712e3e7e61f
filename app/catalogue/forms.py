"""The programme's filters, read from the address so that a filtered page can be shared."""

from dataclasses import dataclass
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
        words=" ".join(args.get("q", "").replace("\0", "").split())[:LONGEST_SEARCH],
        strands=[name for name in args.getlist("strand") if name in STRANDS],
        month=_month(args.get("month", "")),
        deliveries=[Delivery(name) for name in args.getlist("delivery") if name in list(Delivery)],
        with_places=args.get("places") == ASKS_FOR_PLACES,
    )


ASKS_FOR_PLACES = "yes"
LONGEST_SEARCH = 100
FILTERS = {"q", "strand", "month", "delivery", "places"}


@dataclass(frozen=True)
class Problem:
    """A filter that can't be what it says."""

    parameter: str
    detail: str


def problems_in(args: "MultiDict[str, str]") -> list[Problem]:
    """What another system asks for and can't mean, in words: nothing of it is left out in silence.

    What is empty is as good as not there, as a form sends it.
    """
    found = [Problem(name, f"There is no such filter. There are: {', '.join(sorted(FILTERS))}.") for name in _odd(args)]
    for name in sorted({"q", "month", "places"} & args.keys()):
        if len(args.getlist(name)) > 1:
            found.append(Problem(name, "Give it once."))
    if len(args.get("q", "")) > LONGEST_SEARCH:
        found.append(Problem("q", f"It can have {LONGEST_SEARCH} characters at most."))
    if args.get("month") and not _month(args["month"]):
        found.append(Problem("month", "Write a month as 2027-02."))
    if args.get("places", "") not in ("", ASKS_FOR_PLACES):
        found.append(Problem("places", f"It can be {ASKS_FOR_PLACES}, or left out."))
    for name, known in (("strand", list(STRANDS)), ("delivery", [each.value for each in Delivery])):
        if any(value not in ("", *known) for value in args.getlist(name)):
            found.append(Problem(name, f"It is one of: {', '.join(known)}."))
    return found


def _odd(args: "MultiDict[str, str]") -> list[str]:
    return sorted(name for name in args.keys() - FILTERS)


def _month(given: str) -> date | None:
    try:
        return iso_month(given)
    except ValueError:
        return None
