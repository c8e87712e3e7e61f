"""Everything about a person, packed: a page to read, the same as JSON, and the files that they gave us."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime

from flask import Response, render_template

from app.core.clock import to_london
from app.files.documents import as_download
from app.records.subject_access.rules import LEFT_OUT, AccessSection
from app.settings import queries as settings
from app.settings.rules_partnership import PartnershipDetails

ZIP = "application/zip"


def packed(sections: Sequence[AccessSection], *, whose: str, at: datetime) -> Response:
    """A ZIP of everything.html, everything.json and files. Its own name says the day and nothing else."""
    partnership = settings.current(PartnershipDetails).name
    told = {
        "about": whose,
        "kept_by": partnership,
        "made_at": to_london(at).isoformat(timespec="seconds"),
        "left_out": list(LEFT_OUT),
        "sections": [{"title": each.title, "rows": each.rows, "older_left_out": each.left_out} for each in sections],
    }
    page = render_template(
        "records/subject_access/everything.html",
        sections=sections,
        whose=whose,
        left_out=LEFT_OUT,
        at=at,
        partnership=partnership,
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("everything.html", page),
            ("everything.json", json.dumps(told, ensure_ascii=False, indent=1)),
        ):
            archive.writestr(zipfile.ZipInfo(name, to_london(at).timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
        for file in (file for section in sections for file in section.files):
            archive.writestr(zipfile.ZipInfo(file.name, to_london(at).timetuple()[:6]), file.read())
    return as_download(out.getvalue(), f"everything-{to_london(at):%Y-%m-%d}.zip", ZIP)
