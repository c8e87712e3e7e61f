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


class ThenTestBelongsAfter(Refusal):
    field = "is_then"
    message = "Thinking back belongs to the post-course questionnaire: people compare with what they know by then."


class ConditionUnclear(Refusal):
    message = (
        "A question can depend on the answers to an earlier question with choices, and not on all of them. "
        "Look at what depends on this question, and in which order they stand."
    )


class OthersDependOnIt(Refusal):
    message = "Another question is shown only after some answers to this one. Change or remove that one first."


class WordsOfManagersDependOnNothing(Refusal):
    message = "What managers answer in words is asked once for all of their people, so it can’t depend on an answer."


class ScoredByTheBank(Refusal):
    message = "What this asks, and what is right, stands in the bank of knowledge items. Edit it there."


class ItemChoicesUnclear(Refusal):
    field = "option_1"
    message = "Enter from 2 to 6 choices, no two the same"


class NothingIsRight(Refusal):
    field = "kind"
    message = "Tick what is right: one choice where one answer is right, at least one where several are"
