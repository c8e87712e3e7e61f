"""The steps of a cut-over, each with its page."""

from datetime import datetime

from flask import url_for

from app.reporting.cut_over import queries
from app.reporting.cut_over.rules import CutOverStep
from app.web.formatting import count


def cut_over_steps(*, at: datetime) -> list[CutOverStep]:
    """In the order in which they are best done."""
    there = queries.state(at=at)
    told_words = "Nobody came over yet"
    if there.imports:
        told_words = f"{count(there.untold, 'person', 'people')} to tell" if there.untold else "Everybody is told"
    return [
        CutOverStep(
            "Enter your booking terms",
            "With the day from which each version was in force: every booking keeps the terms of the day it was made.",
            url_for("terms_policies.versions"),
            there.terms,
        ),
        CutOverStep(
            "Enter your agencies",
            "From a file, if you have a list. What isn’t there is made of the names that your bookings give.",
            url_for("records_agencies.import_agencies"),
            there.agencies,
        ),
        CutOverStep(
            "Enter your trainers",
            "If the file of your sessions names them.",
            url_for("programme_trainers.trainers"),
            there.trainers,
            may_be_left_out=True,
        ),
        CutOverStep(
            "Bring sessions to come over",
            "With who is booked and who waits. Close booking in the other tool first, so that nobody is left behind.",
            url_for("booking_coming_over.import_sessions"),
            there.imports > 0,
            count(there.imports, "file") if there.imports else "",
        ),
        CutOverStep(
            "Look it through, and have everybody told",
            "One letter to each person, once, when you say so. Until then they hear nothing.",
            url_for("booking_coming_over.import_sessions"),
            there.imports > 0 and not there.untold,
            told_words,
        ),
        CutOverStep(
            "Import past registers",
            "Of this year’s sessions that are over, and of years past: then uptake, attendance and what somebody has "
            "attended are whole.",
            url_for("attendance_past_registers.import_past"),
            there.past_sessions > 0,
            count(there.past_sessions, "session") if there.past_sessions else "",
            may_be_left_out=True,
        ),
        CutOverStep(
            "Give the figures of earlier years",
            "Of years whose registers you don’t have: they stand beside your own, marked as given.",
            url_for("reporting_earlier_years.earlier_years"),
            bool(there.given_years),
            ", ".join(there.given_years),
            may_be_left_out=True,
        ),
    ]
