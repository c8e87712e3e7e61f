"""When mail is better held back, and why it is."""

from datetime import datetime, timedelta

from app.notifications.models_pausing import PauseReason

LONG = timedelta(hours=24)
"""Off for as long as this, and nobody knows any more what is about to leave."""

BECAUSE: dict[PauseReason, str] = {
    PauseReason.RESTORED: "Coursebook was restored from a backup",
    PauseReason.DOWNTIME: "Coursebook was off for a long time",
    PauseReason.OFFICE: "somebody of the training team held it back",
}


def was_off_for_long(last_seen_at: datetime | None, oldest_due_at: datetime | None, at: datetime) -> bool:
    """Whether a worker that starts now had better show first what is due.

    It does when it was last seen a day ago or longer; one that was never seen has been off since the oldest letter
    became due. Where nothing is due there is nothing to show.
    """
    if oldest_due_at is None or oldest_due_at > at:
        return False
    return at - (last_seen_at or oldest_due_at) >= LONG
