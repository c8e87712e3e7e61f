"""How the wing says no about a questionnaire and what is answered."""

from app.core.errors import Refusal


class AlreadyAnswered(Refusal):
    message = "You have already answered this questionnaire. Thank you: there is nothing more to do."


class QuestionnaireClosed(Refusal):
    message = "This questionnaire has closed. Thank you for wanting to answer it."


class NotAsked(Refusal):
    """Of somebody in the room, or on paper."""

    message = "This questionnaire doesn’t ask about this booking."


class TypedInAlready(Refusal):
    """Said to the office."""

    message = "This person has answered already, online or on paper."


class AlreadyPublished(Refusal):
    message = "This version is in use or has been: its words stay. Change the questionnaire to make a new version."


class NothingAsked(Refusal):
    message = "It asks nothing yet. Add at least one question first."


class OptionsUnclear(Refusal):
    field = "options"
    message = "Enter from 2 to 10 choices, each on a line of its own and no two the same"


class EndsUnclear(Refusal):
    field = "low_end"
    message = "Say what both ends of the scale mean"


class MeasureAskedTwice(Refusal):
    field = "measure"
    message = "This questionnaire asks that measure already: each is asked once at a stage."
