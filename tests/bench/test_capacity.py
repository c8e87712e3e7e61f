"""What the pages say of speed and of machines is what docs/benchmarks.json keeps."""

from bench.capacity import Measured, table
from bench.figures import kept_figures
from bench.learning_week import ASKS_KNOWN, ASKS_NEW, EACH_BOOKS, PEOPLE, SECONDS
from bench.report import written


def test_the_pages_say_what_was_measured() -> None:
    """After measuring, `python -m bench.report` writes them."""
    for file, text in written(kept_figures()).items():
        assert file.read_text(encoding="utf-8") == text, f"{file.name}: run python -m bench.report"


def test_three_machines_give_on_one_session_what_its_row_lets_through_and_on_many_three_times_as_much() -> None:
    measured = {"places confirmed on one session": 50, "a bare transaction that writes the same": 600}
    kept = [{"part": "bookings", "name": name, "on": "postgresql", "value": value} for name, value in measured.items()]
    of_three = [line.split(" | ")[2] for line in table(kept) if line.startswith("| places")]
    assert of_three == ["between 50 and 600", "150 at most"]


def test_an_opening_takes_the_share_of_its_places_and_of_its_other_pages_together() -> None:
    """20 places of 100 a second, and 56.7 pages of 567: a fifth and a tenth."""
    pages = PEOPLE * (ASKS_KNOWN + ASKS_NEW) / 2 / SECONDS - PEOPLE * EACH_BOOKS / SECONDS
    kept = [
        {"part": "bookings", "name": "places confirmed on one session", "on": "postgresql", "value": 100},
        {"part": "public pages", "name": "a session’s page, signed in", "on": "sqlite", "value": 10 * pages},
    ]
    [opening] = [line for line in table(kept) if "opens" in line]
    assert "30% of the machine" in opening
    assert "10% of each" in opening


def test_a_figure_that_nobody_has_measured_is_not_said() -> None:
    said = "\n".join(table([]))
    assert "connections to the database" in said  # of the settings, not of a measurement
    assert "places" not in said
    assert Measured([{"part": "p", "name": "n", "on": "", "value": 3}])("p", "n") == 3
