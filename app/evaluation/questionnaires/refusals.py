"""How the room says no."""

from app.core.errors import Refusal


class DefaultsNotMadeYet(Refusal):
    """Said to the office of a new installation whose scheduler hasn't run."""

    message = "The ready questionnaires aren’t made yet. Open “Questionnaires” under Evaluation to make them."


class ManagersAreAskedOnce(Refusal):
    message = "Managers have one page for all of their people, so there is one manager questionnaire for all courses."


class MeasureAsksOtherwise(Refusal):
    field = "kind"


class MeasureNameTaken(Refusal):
    field = "new_measure"
    message = "There is already a measure with this name. Choose it in the list above."


class NothingNewer(Refusal):
    message = "There is nothing newer for this questionnaire, or a draft of its next version stands already."
