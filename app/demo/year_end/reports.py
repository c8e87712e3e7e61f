"""What the demo's board has read: figures of years before Coursebook, and last year's annual report."""

from datetime import datetime

from app.accounts.models import User
from app.core.clock import to_london
from app.programme.periods import programme_year
from app.reporting.annual_report import queries, rules, services
from app.reporting.costs.services import year_before
from app.reporting.earlier_years.services import keep_figures

EARLIER = (
    ("Complex Neglect", 5, 120, 112, 97),
    ("Fundamental Safeguarding", 6, 240, 214, 189),
    ("Trio of Vulnerabilities", 4, 100, 91, 77),
    ("Digital Safeguarding", 3, 90, 66, 58),
    ("All other courses", 20, 454, 388, 328),
)
"""Course, sessions, places offered, allocated and attended, of the two years before the demo's own."""

FOREWORD = """\
This was a year of **fewer empty chairs**. Agencies told us earlier when somebody couldn’t come, and the places went to
people who were waiting.

What we ask of the board:

- keep the charge for not coming without a word: it is paid rarely, and it works;
- ask the agencies that sent nobody why.
"""

CLOSING = """\
Thank you to every trainer, and to the agencies that lent them to us for the day.
"""


def add_reports(*, by: User, at: datetime) -> None:
    last = year_before(programme_year(to_london(at).date()))
    for year in (year_before(year_before(last)), year_before(last)):
        keep_figures(_file(year), year="", source="The board’s paper of that year, made up for this demo", by=by, at=at)
    for key, words in ((rules.FOREWORD, FOREWORD), (rules.CLOSING, CLOSING)):
        part = queries.part_of(last, key)
        assert part
        services.write_part(last, part, is_on=True, words=words, by=by, at=at)
    draft = queries.draft(last, at=at)
    services.publish(draft, seen=rules.fingerprint(draft), changes="", by=by, at=at)


def _file(year: str) -> str:
    """As it is imported. Each year was a little better than the one before."""
    better = int(year[:4]) % 2
    lines = [
        f"{year},{course},{sessions},{offered},{allocated},{attended + better * (attended // 40)}"
        for course, sessions, offered, allocated, attended in EARLIER
    ]
    return "\n".join(["year,course,sessions,places offered,places allocated,attended", *lines])
