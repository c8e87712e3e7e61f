"""How the room says no."""

from app.errors import Refusal


class AlreadyAnswered(Refusal):
    message = "You have already answered this questionnaire. Thank you: there is nothing more to do."


class QuestionnaireClosed(Refusal):
    message = "This questionnaire has closed. Thank you for wanting to answer it."


class NotYetIssued(Refusal):
    message = "This questionnaire isn’t ready yet. Open the link again in a minute."


class NotAsked(Refusal):
    """Of somebody in the room, or on paper."""

    message = "This questionnaire doesn’t ask about this booking."


class NobodyIsAsked(Refusal):
    message = "This session asks nothing at its end. There is nothing for you to do."


class AskedAfterTheWeek(Refusal):
    message = (
        "A Learning Week asks once, about all of it. The questionnaire reaches you by e-mail when the week is over."
    )


class NotPresent(Refusal):
    message = (
        "You aren’t marked as present on this session yet. Check in, or ask the trainer to mark you, then try again."
    )


class NotOverYet(Refusal):
    message = "The session isn’t near its end yet. Open this page again as it ends."


class TypedInAlready(Refusal):
    """Said to the office."""

    message = "This person has answered already, online or on paper."


class NotFromPaper(Refusal):
    """Said to the office."""

    message = "These answers weren’t typed in from paper, or somebody has just taken them back."


class PublishedMeanwhile(Refusal):
    """Said to the office."""

    message = (
        "These answers count in what others see by now. Taken back, the difference would tell what this person "
        "answered, so they stay."
    )


class NotDueYet(Refusal):
    message = "The impact questionnaire about this session isn’t due yet. Type the paper in once it is."


class NothingTypedIn(Refusal):
    message = "Type in at least one answer."


class AskedJustNow(Refusal):
    message = "They were written to less than a minute ago, so nothing was sent a second time."


class CompletedTooLate(Refusal):
    field = "completed_on"
    message = "A pre-course questionnaire counts only if it was completed before the session started."


class CompletedTooEarly(Refusal):
    field = "completed_on"
    message = "This questionnaire asks about a session that hadn’t begun on that date. Look at the paper again."


class CompletedBeforeDue(Refusal):
    field = "completed_on"
    message = "The impact questionnaire isn’t due on that date yet. Look at the paper again: is it the post-course one?"


class CompletedInTheFuture(Refusal):
    field = "completed_on"
    message = "That date is still to come. Enter the date on the paper."


class AlreadyPublished(Refusal):
    message = "This version is in use or has been: its words stay. Change the questionnaire to make a new version."


class NothingAsked(Refusal):
    message = "It asks nothing yet. Add at least one question first."


class ManagersAreAskedOnce(Refusal):
    message = "Managers have one page for all of their people, so there is one manager questionnaire for all courses."


class OptionsUnclear(Refusal):
    field = "options"
    message = "Enter from 2 to 10 choices, each on a line of its own and no two the same"


class EndsUnclear(Refusal):
    field = "low_end"
    message = "Say what both ends of the scale mean"


class MeasureAsksOtherwise(Refusal):
    field = "kind"


class MeasureAskedTwice(Refusal):
    field = "measure"
    message = "This questionnaire asks that measure already: each is asked once at a stage."


class MeasureNameTaken(Refusal):
    field = "new_measure"
    message = "There is already a measure with this name. Choose it in the list above."


class ThemeNameTaken(Refusal):
    field = "name"
    message = "There is already a theme with this name."


class ThemeNameTooLong(Refusal):
    field = "name"
    message = "A theme’s name must be 80 characters or fewer."


class NothingTakenOut(Refusal):
    field = "words"
    message = "Nothing is taken out yet"


class RedactedMeanwhile(Refusal):
    message = "Somebody else has just redacted this comment. This is what they left: look whether more must go."


class FoundInTheFuture(Refusal):
    field = "found_on"
    message = "That date is still to come. Enter the date of the finding"


class NothingToExport(Refusal):
    message = "There is no answer to export here. Choose another course or other dates."


class ManagersNeedImpact(Refusal):
    field = "manager_is_on"
    message = "Managers are asked with the impact questionnaire: turn that on too"
