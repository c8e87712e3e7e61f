"""A programme that the office keeps in a file of its own."""

from app.files.tables import Expected, Table, read_csv_table, read_table

PROGRAMME = Expected(
    table="programme",
    row="session",
    columns="course, date, starts and so on",
    most_rows=2_000,
    most_text=1_000_000,  # the preview sends it back in a form
)


def read_file(content: bytes, name: str) -> Table:
    """A CSV or XLSX file. Raises Unreadable."""
    return read_table(content, name, PROGRAMME)


def read_csv(text: str) -> Table:
    """What the preview sends back. Raises Unreadable."""
    return read_csv_table(text, PROGRAMME)
