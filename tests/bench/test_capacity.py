"""What the pages say of speed and of machines is what docs/benchmarks.json keeps."""

from bench.capacity import Measured, table
from bench.figures import kept_figures
from bench.learning_week import PEOPLE, SECONDS
from bench.processor import POSTGRESQL, WEB_SERVER
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


def test_an_opening_takes_what_was_measured_of_two_cores_and_a_third_of_it_on_each_of_three_machines() -> None:
    """Whole cores: one for the pages is a half of a machine."""
    measured = {WEB_SERVER: 100, POSTGRESQL: 20, "95% of pages within": 400}
    name = f"{PEOPLE:,} people in {SECONDS} seconds: "
    kept = [
        {"part": "learning week", "name": name + what, "on": "postgresql", "value": value}
        for what, value in measured.items()
    ]
    [opening] = [line for line in table(kept) if "opens" in line]
    assert "the web server 50% and PostgreSQL 10% of the machine; 95% of pages within 400 ms" in opening
    assert "| 17% of each, 10% of the database’s |" in opening


def test_a_figure_that_nobody_has_measured_is_not_said() -> None:
    said = "\n".join(table([]))
    assert "connections to the database" in said  # of the settings, not of a measurement
    assert "places" not in said
    assert Measured([{"part": "p", "name": "n", "on": "", "value": 3}])("p", "n") == 3
