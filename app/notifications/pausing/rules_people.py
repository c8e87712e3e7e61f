"""Mail held back is about nobody; who started it again is kept by number."""

from app.notifications.pausing.models import MailPause
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=MailPause, because="about all mail at once", actors=("started_by_id",)),
)
