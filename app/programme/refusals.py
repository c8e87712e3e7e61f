"""How the wing says no."""

from app.core.errors import Refusal


class StrandIsFixed(Refusal):
    field = "strand"
    message = "This course has published sessions: it can’t become, or stop being, bespoke or e-learning any more."


class SeriesUnclear(Refusal):
    field = "series"


class PrerequisiteInACircle(Refusal):
    field = "prerequisite_id"
    message = "A course can’t come before itself, whether at once or by way of others. Choose another."


class CourseRetired(Refusal):
    message = "This course is retired, so it gets no new sessions. Take the tick off “Retire this course” first."


class TitleTaken(Refusal):
    field = "title"
    message = "There is already a course with this title."


class DaysUnclear(Refusal):
    pass


class NotPublished(Refusal):
    message = "Only a published session can be cancelled."


class RulesUnclear(Refusal):
    pass


class SessionIsCancelled(Refusal):
    message = "This session is cancelled: there is nothing to book any more."


class NotBespoke(Refusal):
    message = "Only a session of a bespoke course is for those invited. Everybody else sees and books the others."


class InvitedUnclear(Refusal):
    field = "agency"
    message = "Choose an agency or describe a group: one of the two"


class TrainerNotAsked(Refusal):
    message = "This trainer isn’t asked for this session any more. Choose them again on the session’s form."


class TrainerRequestIsOver(Refusal):
    message = "This can’t be answered any more: the session has started, or the training team has changed its plans."


class AlreadyRetired(Refusal):
    message = "This trainer is retired already."


class DatesTheWrongWayRound(Refusal):
    field = "until_on"
    message = "The last date must not lie before the first"


class NotADraft(Refusal):
    message = "This session is already published."


class DatesAreFixed(Refusal):
    message = (
        "This session is published: its dates, places, venue, joining link and Learning Week stay as they are, "
        "because people may have booked."
    )


class OutsideTheWeek(Refusal):
    field = "learning_week_id"
    message = "The session’s days must lie within its dates"


class InvitationReplaced(Refusal):
    message = "This invitation has been replaced by a newer one. Ask whoever sent it to you."


class SessionsOutside(Refusal):
    field = "ends_on"
    message = "Sessions that are part of it lie outside these dates. Move or take out the sessions first."


class WeekHasSessions(Refusal):
    message = "Sessions are part of it, or were: it stays, so that their history does."


class NameTaken(Refusal):
    field = "name"
    message = "There is already one with this name."
