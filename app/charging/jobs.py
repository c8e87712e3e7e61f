"""The charging room's jobs, one line at a time: what follows no longer, what follows now, and the reasons for it."""

from app import clock
from app.charging import services
from app.formatting import count


def propose_what_is_missing() -> str:
    """Let go of what follows no longer, propose what does, ask for the reasons; returns a line for the log, or none."""
    let_go = services.let_go_what_no_longer_follows(at=clock.now())
    proposed = services.propose_charges(at=clock.now())
    asked = services.ask_for_reasons(at=clock.now())
    done = ((let_go, "let go"), (proposed, "proposed"), (asked, "asked about"))
    return ", ".join(f"{count(how_many, 'charge')} {words}" for how_many, words in done if how_many)


def pass_reason_deadlines() -> str:
    """Whose time for a reason is over; returns a line for the log, or an empty one."""
    passed = services.pass_deadlines(at=clock.now())
    return f"{count(passed, 'charge')} not explained in time" if passed else ""
