"""What the jobs are called on a page."""

JOBS: dict[str, str] = {
    "free_lapsed_places": "Freeing places that nobody confirmed, and passing them on",
    "tell_before_the_start": "Joining details and reminders of sessions",
    "tell_managers": "Telling line managers of absences",
    "remind_of_registers": "Reminding the training team of open registers",
    "alert_the_office": "Telling the training team where too few have booked",
    "forget_what_is_due": "Forgetting what is kept no longer",
    "issue_what_is_missing": "Issuing questionnaires",
    "remind_those_who_have_not_answered": "Reminding of questionnaires",
    "propose_what_is_missing": "Proposing charges and asking for reasons",
    "pass_reason_deadlines": "Closing the time for a reason",
    "issue_certificates": "Issuing certificates",
    "send_lunchtime_invitations": "Invitations to lunchtime sessions",
    "follow_new_addresses": "Trainers’ new addresses",
    "tell_of_new_dates": "Telling of new dates",
    "read_bounces": "Reading mail that came back",
    "make_nightly_backup": "The nightly backup",
    "keep_statistics": "Upkeep of the database",
}


def job_in_words(name: str) -> str:
    """A lane of the mail worker is called by its name: Mail lane 1."""
    return JOBS.get(name) or name.replace("_", " ").capitalize()
