"""What is kept of requests about people's data, and of what no room of its own declares."""

from app.core.changes import LastRun
from app.personal.rules import Declaration, Forgotten, ImpersonalTable, PersonalTable
from app.records.holdings.models import PersonRequest

DECLARED: tuple[Declaration, ...] = (
    PersonalTable(
        model=PersonRequest,
        title="Requests about these data",
        person="person_id",
        address="email",
        empties=("words", "email"),
        keeps={"counts": "numbers"},
        actors=("done_by_id", "other_person_id"),
        inner=("counts",),
    ),
    Forgotten(
        kind="log_years",
        what="requests about people’s data",
        model=PersonRequest,
        due=lambda before: PersonRequest.done_at < before,
        goes=True,
    ),
    ImpersonalTable(model=LastRun, because="how far a job has seen", columns=("job", "settings")),
)
