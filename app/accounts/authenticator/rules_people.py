"""What is kept of the second step of signing in."""

from app.accounts.authenticator.models import AuthenticatorApp, RecoveryCode
from app.personal.rules import Declaration, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=AuthenticatorApp,
        title="Authenticator app",
        person="user_id",
        goes=True,
        once=(),
        stays_behind=True,
        inner=("secret", "last_step"),
    ),
    PersonalTable(
        model=RecoveryCode,
        title="Recovery codes",
        person="user_id",
        goes=True,
        stays_behind=True,
        inner=("digest",),
    ),
)
