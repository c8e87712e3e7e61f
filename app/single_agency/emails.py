"""Mail to whoever tells what an agency trains itself."""

from app.core.links import Secret
from app.files.letters import Letter, compose
from app.programme.periods import year_dates
from app.single_agency.models import SingleAgencyReturn

PURPOSE = "single-agency-return"


def asked(of_return: SingleAgencyReturn) -> Letter:
    """With the personal link; opening it changes nothing."""
    return _letter("single_agency/email/asked.txt", of_return)


def reminder(of_return: SingleAgencyReturn, *, is_late: bool) -> Letter:
    return _letter("single_agency/email/reminder.txt", of_return, is_late=is_late)


def asked_again(of_return: SingleAgencyReturn) -> Letter:
    """With what the training team asks."""
    return _letter("single_agency/email/asked_again.txt", of_return)


def accepted(of_return: SingleAgencyReturn) -> Letter:
    return _letter("single_agency/email/accepted.txt", of_return)


def secret_of(of_return: SingleAgencyReturn) -> Secret:
    return Secret(PURPOSE, of_return.id, of_return.link_version)


def _letter(template: str, of_return: SingleAgencyReturn, is_late: bool = False) -> Letter:
    first, last = year_dates(of_return.year)
    return compose(
        template,
        of_return=of_return,
        agency=of_return.agency,
        first=first,
        last=last,
        secrets={"link": secret_of(of_return)},
        is_late=is_late,
    )
