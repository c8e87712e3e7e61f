"""What counts as an e-mail address, in forms, on the command line and in imported files alike."""

from functools import lru_cache

from email_validator import EmailNotValidError, validate_email


class NotAnAddress(ValueError):
    """The text isn't an e-mail address."""


@lru_cache(maxsize=4096)
def normal_address(given: str) -> str:
    """The address in lower case, as it is kept and compared. Raises NotAnAddress."""
    try:
        checked = validate_email(
            given.strip(), check_deliverability=False, allow_smtputf8=False, globally_deliverable=False
        )
    except EmailNotValidError as error:
        raise NotAnAddress(given) from error
    if "." not in checked.domain or checked.domain.startswith("[") or checked.domain.endswith(".invalid"):
        raise NotAnAddress(given)
    return checked.normalized.lower()
