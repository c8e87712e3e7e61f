"""Keeping a quarter's pack."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.audit import services as audit
from app.audit.models import Verb
from app.core import clock
from app.core.database import advisory_lock, command, db
from app.reporting.board_pack import papers, queries, refusals, rules
from app.reporting.board_pack.models import BoardPack
from app.reporting.figures.rules_rows import dates_of_quarter
from app.web.formatting import day_month_year


@command
def keep_pack(
    year: str, quarter: int, draft: Mapping[str, Any], *, note: str, changes: str, by: User, at: datetime
) -> BoardPack:
    """The draft as the quarter's next version, in data and in bytes. Raises QuarterNotOver or PackChangeIsMissing."""
    today = clock.to_london(at).date()
    if dates_of_quarter(year, quarter)[1] >= today:
        raise refusals.QuarterNotOver
    advisory_lock("board pack")
    earlier = queries.versions(year, quarter)
    if earlier and not changes:
        raise refusals.PackChangeIsMissing
    version, changes = (earlier[0].version + 1, changes) if earlier else (1, "")
    content = rules.as_version(draft, version=version, on=day_month_year(today), note=note, changes=changes)
    pack = BoardPack(
        year=year,
        quarter=quarter,
        version=version,
        made_at=at,
        changes=changes,
        content=content,
        pdf=papers.pack_as_pdf(content, at=at),
    )
    db.session.add(pack)
    which = f"{year}, quarter {quarter}"
    audit.write(Verb.MADE_BOARD_PACK, pack, by=by, at=at, quarter=which, version=version, changes=changes)
    return pack
