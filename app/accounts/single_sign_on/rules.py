"""Who the provider says is there."""

from dataclasses import dataclass
from typing import Any

LONGEST_SUBJECT = 255
"""OpenID Connect Core, 2: at most 255 characters."""

LONGEST_NAME = 254


@dataclass(frozen=True)
class ProviderAccount:
    """Issuer and subject are the account. `shown_as` is what the provider calls it; it may say anything there."""

    issuer: str
    subject: str
    shown_as: str


def account_in(claims: dict[str, Any], *, issuer: str) -> ProviderAccount | None:
    """The account that checked claims are about; None where they name none."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        return None
    said = (claims.get(name) for name in ("preferred_username", "email", "name"))
    names = [" ".join(name.split())[:LONGEST_NAME] for name in said if isinstance(name, str)]
    return ProviderAccount(issuer, subject, next((name for name in names if name and name.isprintable()), subject))
