"""Merging, as the office decides it: which bookings stay, whose the address is, and who asked."""

from collections.abc import Sequence
from typing import Any

from app.records.holdings.forms import AskedForm
from app.records.merging.queries import Clash
from app.web.fields import choice_field
from app.web.formatting import short_date

THEIRS, NOT_THEIRS = "theirs", "not"


class MergeForm(AskedForm):
    """One question for each clash, named `stays_` and the session's number."""

    whose = choice_field(
        "Is the address of the record that goes theirs?",
        ((THEIRS, "Yes: they can go on signing in with it"), (NOT_THEIRS, "No, or we don’t know")),
        required="Say whether the address is theirs",
        hint="Whoever reads mail at the address could then see everything about them.",
    )


def form_for(clashes: Sequence[Clash]) -> MergeForm:
    """A form of its own for these two people, with a question for each session on which both have a booking."""
    questions: dict[str, Any] = {f"stays_{clash.session_id}": _question(clash) for clash in clashes}
    form: MergeForm = type("MergeFormWithClashes", (MergeForm,), questions)()
    return form


def standing(form: MergeForm, clashes: Sequence[Clash]) -> dict[int, int]:
    """By session, which booking stays."""
    return {clash.session_id: int(form[f"stays_{clash.session_id}"].data) for clash in clashes}


def _question(clash: Clash) -> Any:
    session = clash.kept.session
    choices = [
        (str(each.id), f"That of {each.practitioner.address_in_words}: {each.state_in_words}") for each in clash.both
    ]
    return choice_field(
        f"{session.title}, {short_date(session.starts_at)}: which booking stays?",
        choices,
        required=f"Choose which booking of {session.title} stays",
        hint=f"There is more to that of {clash.suggested.practitioner.address_in_words}.",
    )
