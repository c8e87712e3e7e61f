"""What is kept of accounts with a provider."""

from app.accounts.single_sign_on.models import LinkedAccount
from app.personal.rules import Declaration, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=LinkedAccount,
        title="Account with the provider that signs them in",
        person="user_id",
        goes=True,
        once=("issuer",),
        stays_behind=True,
    ),
)
