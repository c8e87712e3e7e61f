"""Writing the files that were asked for."""

from app.core import clock
from app.files.large_tables import LargeTables, LargeWorkbook, OneCsv
from app.reporting.beneath.queries import bookings_in_batches
from app.reporting.list_files import forms, queries, rules, services
from app.reporting.list_files.models import FileForm, ListFile
from app.web.formatting import count


def write_list_files() -> str:
    """Write the file that waits longest and forget old ones; returns a line for the log, or an empty one.

    A file that can't be written says so on its page, and isn't tried again.
    """
    if not queries.anything_to_do(clock.now()):
        return ""
    services.forget_old(at=clock.now())
    file = services.begin_next(at=clock.now())
    if file is None:
        return ""
    file_id = file.id
    try:
        rows = _write(file)
    except Exception:
        services.give_up(file_id, at=clock.now())
        raise
    return f"a list of {count(rows, 'row')} written"


def _write(file: ListFile) -> int:
    """Batch after batch to a temporary file: no more than one is in memory. Returns how many rows."""
    file_id, beneath, rows = file.id, forms.list_asked(file.asked), 0
    into = _table(file.form)
    for batch in bookings_in_batches(beneath.asked.scope(file.asked_at), beneath.row, beneath.figure):
        into.add(rules.TABLE, map(rules.row, batch))
        rows += len(batch)
        services.note_rows(file_id, rows, at=clock.now())
    with into.finish() as whole:
        services.keep(file_id, whole, at=clock.now())
    return rows


def _table(form: FileForm) -> LargeTables:
    headers = {rules.TABLE: rules.HEADINGS}
    return OneCsv(rules.TABLE, headers) if form is FileForm.CSV else LargeWorkbook(headers, made_at=clock.now())
