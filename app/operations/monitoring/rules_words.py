"""What jobs and days are called on a page."""

from datetime import date, datetime, timedelta

from app.core.clock import to_london
from app.web.formatting import clock_time, short_date

JOBS: dict[str, str] = {
    "free_held_places": "Reminding of places held without names, and freeing them",
    "free_lapsed_places": "Freeing places that nobody confirmed, and passing them on",
    "tell_before_the_start": "Joining details and reminders of sessions",
    "tell_managers": "Telling line managers of absences",
    "send_registers": "Sending trainers their registers",
    "tell_trainers": "Asking trainers, and telling them of changes",
    "tell_of_refreshers": "Telling people of refreshers that are due",
    "remind_of_registers": "Reminding the training team of open registers",
    "remind_of_returns": "Reminding agencies of returns on their own training",
    "alert_the_office": "Telling the training team where too few have booked",
    "forget_what_is_due": "Forgetting what is kept no longer",
    "issue_what_is_missing": "Issuing questionnaires",
    "remind_those_who_have_not_answered": "Reminding of questionnaires",
    "propose_what_is_missing": "Proposing charges and asking for reasons",
    "pass_reason_deadlines": "Closing the time for a reason",
    "issue_certificates": "Issuing certificates",
    "write_list_files": "Writing lists of bookings as files",
    "tell_agency_leads": "Quarterly figures to agency leads",
    "settle_figures": "Settling the figures that others than the training team see",
    "forget_old_sessions": "Forgetting where people were signed in",
    "send_lunchtime_invitations": "Invitations to lunchtime sessions",
    "match_trainers_with_accounts": "Accounts of trainers",
    "tell_of_new_dates": "Telling of new dates",
    "read_bounces": "Reading mail that came back",
    "make_nightly_backup": "The nightly backup",
    "keep_statistics": "Upkeep of the database",
}


def job_in_words(name: str) -> str:
    """A lane of the mail worker is called by its name: Mail: codes."""
    return JOBS.get(name) or name.replace("_", " ").capitalize()


def day_and_time(instant: datetime, today: date) -> str:
    """Within a sentence: today, 9:30am; yesterday, 9:30am; Mon 30 Nov 2026, 9:30am."""
    near = {today: "today", today - timedelta(days=1): "yesterday"}
    return f"{near.get(to_london(instant).date()) or short_date(instant)}, {clock_time(instant)}"
