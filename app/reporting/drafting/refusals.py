"""How drafts are refused."""

from app.core.errors import Refusal


class ProgrammeChanged(Refusal):
    message = "The programme or the plan has changed since you saw these dates. Check the new ones, then add them."


class NothingToDraft(Refusal):
    message = "There is nothing to add: every session that you chose is in the programme already."


class NothingTicked(Refusal):
    field = "drafts"
    message = "Tick the drafts to delete"
