"""How the wing says no: each refusal names the rule, and what to do next."""

from app.core.errors import Refusal


class SessionFull(Refusal):
    message = "There are no places left on this date."


class PlacesGoToTheList(SessionFull):
    message = "Every place that comes free goes to the people on the waiting list."


class PlacesLeft(Refusal):
    message = "There are places left on this date, and nobody is waiting: book one."


class NotOnTheList(Refusal):
    message = "This booking isn’t on the waiting list any more."


class OfferOver(Refusal):
    message = "This offer is over: its time has passed, or it has been answered already."


class ChangedMeanwhile(Refusal):
    message = "This booking has changed meanwhile. Look at how it stands now, and try again."


class TooFewPlaces(Refusal):
    field = "places"


class MarkingHasOpened(Refusal):
    field = "on"
    message = (
        "Marking has opened, so the days stay as they are. If it can’t run then, cancel the session and put on "
        "another. Places, venue and link can still change."
    )


class SessionStarted(Refusal):
    message = "This session has started, so it can’t be booked any more."


class NotOpenForBooking(Refusal):
    message = "This session can’t be booked online."


class AlreadyBooked(Refusal):
    of_somebody = "{name} has a place on this session, or waits for one, already."
    message = "You already have a place on this session."


class HoldLapsed(Refusal):
    message = "We kept your place for 30 minutes, and it has lapsed. Book again: it takes a minute."


class LinkReplaced(Refusal):
    message = "We have sent you a newer link since. Use the one in the latest e-mail."


class NotBooked(Refusal):
    message = "This booking is no longer active."


class NotOpenYet(NotOpenForBooking):
    """Before the session's first day of booking."""


class BookingClosed(NotOpenForBooking):
    """After the session's last day of booking."""


class SamePerson(Refusal):
    field = "email"
    message = "That is the address of the person who can’t come. Enter the colleague’s."


class NothingBooked(Refusal):
    """Of several sessions, none could be booked."""


class NobodyListed(Refusal):
    field = "people"
    message = "List at least one person: a name and an e-mail address on each line."


class AskThemToBook(Refusal):
    """Somebody else's booking, without a word of why not: whatever the reason, the words are these."""

    message = (
        "We can’t book this person for you. Ask them to book for themselves: they see where they stand. "
        "Or telephone the training team."
    )


class BookingLinkReplaced(Refusal):
    message = (
        "This link has been replaced, so it doesn’t work any more. Use the one in our latest e-mail about the booking, "
        "or sign in and look under My bookings."
    )
