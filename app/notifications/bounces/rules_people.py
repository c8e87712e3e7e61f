"""What came back, and to whom it had gone."""

from app.notifications.bounces.models import Bounce, BounceMailbox
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=Bounce,
        title="E-mails that came back",
        address="to_email",
        addresses=("to_email",),
        empties=("words",),
        keeps={"digest": "makes a second reading of one mail impossible", "status": "a number, such as 5.1.1"},
        inner=("digest",),
    ),
    Forgotten(
        kind="bounces_months",
        what="e-mails that came back",
        model=Bounce,
        due=lambda before: Bounce.received_at < before,
        addresses=("to_email",),
        empties=("words",),
    ),
    ImpersonalTable(
        model=BounceMailbox, because="our own mailbox, and how far it was read", columns=("name", "last_error")
    ),
)
