"""How each letter is written about a real record, for the preview beside its words. Only its own room writes it."""

from app.booking import emails as booking
from app.booking.leaving import emails as leaving
from app.booking.models import Booking
from app.booking.office import emails as office
from app.booking.office.rules import SessionChange
from app.booking.reminding import emails as reminding
from app.booking.services_letters import TO_MANAGER
from app.booking.waiting_list import emails as waiting_list
from app.charging.models import Charge
from app.charging.reasons import emails as reasons
from app.evaluation.issuing import emails as issuing
from app.evaluation.models_issued import Issued
from app.evaluation.stages import Stage
from app.letters.rules import LetterExample
from app.records.certificates import emails as certificates
from app.records.certificates.models import Certificate
from app.terms.models import ManagerNews

A_CHANGE = (SessionChange("Time", "9:30am to 4:30pm", "10am to 4pm"),)


def _is_a_practitioners(issued: Issued) -> bool:
    """Line managers are asked about all their people in one letter."""
    return issued.stage is not Stage.MANAGER


_OWN_BOOKING = LetterExample(Booking, lambda one, by, at: booking.confirmed(one, (), by=one.practitioner, at=at))
_ASKED = LetterExample(Issued, lambda one, by, at: issuing.asked(one), fits=_is_a_practitioners)
_REMINDED = LetterExample(Issued, lambda one, by, at: issuing.asked(one, is_reminder=True), fits=_is_a_practitioners)

EXAMPLES = {
    "booking-confirmed": _OWN_BOOKING,
    "booking-came-free": _OWN_BOOKING,
    "booking-confirmed-by-another": LetterExample(
        Booking, lambda one, by, at: booking.confirmed(one, (), by=by, at=at)
    ),
    "booking-confirmed-together": LetterExample(
        Booking, lambda one, by, at: booking.confirmed_together({one: ()}, by=one.practitioner, at=at)
    ),
    "booking-withdrawn": LetterExample(Booking, lambda one, by, at: leaving.withdrawn(one, by=one.practitioner, at=at)),
    "booking-withdrawn-by-another": LetterExample(Booking, lambda one, by, at: leaving.withdrawn(one, by=by, at=at)),
    "waiting-list-joined": LetterExample(Booking, lambda one, by, at: waiting_list.waiting(one)),
    "waiting-list-offered": LetterExample(
        Booking, lambda one, by, at: waiting_list.offered(one, at=at), fits=lambda one: one.offered_until is not None
    ),
    "waiting-list-offer-over": LetterExample(Booking, lambda one, by, at: waiting_list.offer_over(one)),
    "waiting-list-taken-off": LetterExample(Booking, lambda one, by, at: waiting_list.taken_off(one, by=by)),
    "session-changed": LetterExample(Booking, lambda one, by, at: office.changed(one, A_CHANGE, at=at)),
    "session-changed-in-line": LetterExample(Booking, lambda one, by, at: office.changed_in_line(one, A_CHANGE)),
    "session-cancelled": LetterExample(
        Booking, lambda one, by, at: office.cancelled_by_us(one, (), had_a_place=True, at=at)
    ),
    "from-the-office": LetterExample(
        Booking, lambda one, by, at: office.from_the_office(one, subject="Your subject", words="Your words.")
    ),
    "joining-details": LetterExample(Booking, lambda one, by, at: reminding.joining_details(one, at=at)),
    "session-reminder": LetterExample(Booking, lambda one, by, at: reminding.reminder(one, at=at)),
    "manager-booking": LetterExample(
        Booking, lambda one, by, at: booking.to_manager([one], TO_MANAGER[ManagerNews.BOOKING][1])
    ),
    "manager-withdrawal": LetterExample(
        Booking, lambda one, by, at: booking.to_manager([one], TO_MANAGER[ManagerNews.WITHDRAWAL][1])
    ),
    "manager-non-attendance": LetterExample(
        Booking, lambda one, by, at: booking.to_manager([one], TO_MANAGER[ManagerNews.NON_ATTENDANCE][1])
    ),
    "questions-before": _ASKED,
    "questions-before-reminder": _REMINDED,
    "feedback": _ASKED,
    "feedback-reminder": _REMINDED,
    "impact": _ASKED,
    "impact-reminder": _REMINDED,
    "reason": LetterExample(
        Charge, lambda one, by, at: reasons.reason_asked(one), fits=lambda one: one.answer_by is not None
    ),
    "certificates": LetterExample(Certificate, lambda one, by, at: certificates.certificates([one])),
    "certificate-withdrawn": LetterExample(Certificate, lambda one, by, at: certificates.withdrawn(one)),
}
