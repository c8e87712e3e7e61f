"""Sessions to come on the command line: exit codes, and words on the right stream."""

from pathlib import Path

from flask import Flask

from app.booking.models import Booking
from app.core.roles import Role
from tests.booking.coming_over.test_coming_over import a_line, as_csv
from tests.builders import a_manager, a_user
from tests.data.command_line import call
from tests.data.everything import rows_in


def test_a_file_is_checked_brought_over_and_then_changes_nothing(app: Flask, tmp_path: Path) -> None:
    file, by = tmp_path / "sessions.csv", a_manager().email
    file.write_text(as_csv(a_line(1), a_line(2)), encoding="utf-8")
    checked = call(app, "import-sessions", file, "--by", by, "--check")
    assert (checked.code, rows_in(Booking)) == (0, 0)
    assert "Would bring over 1 session (1 new), 2 bookings, 0 waiting" in checked.out
    done = call(app, "import-sessions", file, "--by", by)
    assert (done.code, done.err, rows_in(Booking)) == (0, "", 2)
    assert "Nobody has been told" in done.out
    again = call(app, "import-sessions", file, "--by", by)
    assert (again.code, rows_in(Booking)) == (0, 2)
    assert "in Coursebook already" in again.out


def test_what_is_wrong_is_told_on_stderr(app: Flask, tmp_path: Path) -> None:
    file, by = tmp_path / "sessions.csv", a_manager().email
    file.write_text(as_csv(a_line(1, status="perhaps")), encoding="utf-8")
    said = call(app, "import-sessions", file, "--by", by)
    assert (said.code, said.out) == (1, "")
    assert "Line 2, status" in said.err
    assert "Nothing came over" in said.err
    assert "isn’t the address of" in call(app, "import-sessions", file, "--by", a_user(Role.FINANCE).email).err
    assert call(app, "import-sessions", file).code == 2
