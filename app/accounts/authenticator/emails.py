"""Mail about an authenticator app."""

from app.accounts.models import User
from app.files.letters import Letter, compose


def app_changed(user: User, *, what_happened: str, what_next: str = "") -> Letter:
    """Goes out with each change, so that nobody else makes one unseen."""
    return compose(
        "accounts/authenticator/email/app_changed.txt",
        user=user,
        what_happened=what_happened,
        what_next=what_next,
    )
