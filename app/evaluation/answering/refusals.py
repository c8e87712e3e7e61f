"""How the room says no."""

from app.core.errors import Refusal


class NotYetIssued(Refusal):
    message = "This questionnaire isn’t ready yet. Open the link again in a minute."


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


class NotNearItsEnd(Refusal):
    message = "The session isn’t near its end yet. Open this page again as it ends."


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
