"""How the room says no."""

from app.core.errors import Refusal


class ReturnIsSentIn(Refusal):
    message = "This return is sent in. Take it back to change it."


class ReturnIsAccepted(Refusal):
    message = "The training team has accepted this return, so it can’t be changed. If something is wrong, tell them."


class ReturnNotSentIn(Refusal):
    message = "The agency has this return to fill in: there is nothing to review. Somebody may have taken it back."


class NothingOnReturn(Refusal):
    message = "Add a course, or tick that your agency trained nobody itself."
    field = "trained_nobody"


class CoursesOnReturn(Refusal):
    message = "There are courses on this return. Remove them, or leave this empty."
    field = "trained_nobody"


class TooManyCourses(Refusal):
    message = "There are 200 courses on this return, which is as many as it takes. Put runs of one course together."


class AlreadyAsked(Refusal):
    message = "This agency has been asked for this year already."


class NobodyTicked(Refusal):
    message = "Tick the agencies to ask."
    field = "agencies"


class ReturnHasContent(Refusal):
    message = "The agency has begun to fill this in, so it stays. Ask again, or wait for it."
