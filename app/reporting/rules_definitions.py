"""What each figure of the reports means."""

DEFINITIONS = {
    "sessions": "Those that ran: published, their last day over. They count on the date of their first day in London.",
    "places_offered": "The capacity of the sessions that ran.",
    "places_allocated": "Attended, left early, refused as late, did not attend, excused, and late cancellations whose "
    "place nobody took. Not in it: cancelled in time, substituted, cancelled by us, walk-ins.",
    "attended": "Every day attended. Somebody who left early has not attended.",
    "uptake_percent": "Places allocated, as a percentage of places offered.",
    "share_percent": "Places allocated, as a percentage of all places allocated in the period.",
    "attendance_percent": "Attended, as a percentage of places allocated, over sessions whose register is closed.",
    "attended_registered": "Attended, over sessions whose register is closed: what attendance % divides.",
    "places_registered": "Places allocated, over sessions whose register is closed: what attendance % divides by.",
    "left_early": "There for some of it: allocated, not attended.",
    "late_refused": "Came too late to be let in: allocated, not attended.",
    "no_shows": "Did not come, and nobody has explained it.",
    "excused": "Did not come, and it was explained.",
    "late_cancellations": "Cancelled inside the notice window of their booking terms, refilled or not.",
    "cancellations": "Cancelled in time: not a place allocated.",
    "walk_ins": "Came without a booking: outside every percentage.",
    "head_count": "Heads counted where nobody books by name: open sessions and e-learning.",
    "attendances": "Attended, walk-ins and heads counted: one person who comes twice counts twice.",
    "people": "The different people behind the attendances, where names are known. Heads have no names.",
    "registers_outstanding": "Sessions that are over and whose register is not closed: outside attendance %.",
    "sessions_cancelled": "Sessions that we cancelled: not in places offered.",
    "below_review_line": "Attendance below the review line, compared before rounding.",
}
"""By the names that scripts know them by. They stand on the page, and on a sheet of their own in every workbook."""

ROUNDING = "Whole numbers, halves rounded up. “No data” where there is nothing to divide by."
