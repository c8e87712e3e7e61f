"""How far back a decision looks, and what the log says of a charge in words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

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
