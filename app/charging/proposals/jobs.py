"""Charges one step at a time: what follows no longer, what follows now, and the reasons for it."""

from app.charging.proposals import services
from app.charging.reasons import services as reasons
from app.core import clock
from app.web.formatting import count


def propose_what_is_missing() -> str:
    """Let go of what follows no longer, propose what does, ask for the reasons; returns a line for the log, or none."""
    let_go = services.let_go_what_no_longer_follows(at=clock.now())
    proposed = services.propose_charges(at=clock.now())
    asked = reasons.ask_for_reasons(at=clock.now())
    done = ((let_go, "let go"), (proposed, "proposed"), (asked, "asked about"))
    return ", ".join(f"{count(how_many, 'charge')} {words}" for how_many, words in done if how_many)
