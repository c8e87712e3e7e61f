"""What is kept of where people are signed in."""

from app.accounts.sessions.models import SignInSession
from app.personal.rules import Declaration, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=SignInSession,
        title="Where they have signed in",
        person="user_id",
        goes=True,
        stays_behind=True,
        inner=("secret_hash",),
    ),
)
