"""How far back a decision looks, and what the log says of a charge in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from app.charging.models import Charge

REMEMBERS = timedelta(days=365)
"""How far back the officer who decides is told of earlier charges and waivers."""

_SAYS = {
    "vat_code": "VAT code {}",
    "given_by": "given by the {}",
    "line": "line {}",
    "bill": "bill {}",
    "before": "it was {} before",
}
"""What the log keeps by these names means nothing alone; a rule or a reason speaks for itself."""


def in_words(data: Mapping[str, Any]) -> str:
    """What the log keeps of a step on a charge: "given by the line manager", "sickness: Ill, with a note"."""
    return ": ".join(_SAYS.get(name, "{}").format(fact) for name, fact in data.items() if fact is not None)


class ChargesOfAgency(NamedTuple):
    """What one agency has of some charges, and their sum in pence."""

    agency: str
    charges: list[Charge]
    pence: int


def by_agency(charges: Iterable[Charge]) -> list[ChargesOfAgency]:
    """By the agency's name, each with its charges in their order."""
    theirs: dict[str, list[Charge]] = defaultdict(list)
    for charge in charges:
        theirs[charge.agency.name if charge.agency else "No agency given"].append(charge)
    return [ChargesOfAgency(name, own, sum(charge.pence for charge in own)) for name, own in sorted(theirs.items())]
