"""What the pages say of speed and of machines is what docs/benchmarks.json keeps."""

from bench.capacity import Measured, table
from bench.figures import kept_figures
from bench.report import written


def test_the_pages_say_what_was_measured() -> None:
    """After measuring, `python -m bench.report` writes them."""
    for file, text in written(kept_figures()).items():
        assert file.read_text(encoding="utf-8") == text, f"{file.name}: run python -m bench.report"


def test_three_machines_give_no_more_places_on_one_session_and_on_many_no_more_than_the_database_commits() -> None:
    places, commits = "places confirmed on one session", "a bare transaction that writes the same"

    def of_three(*, a_second: float, committed: float) -> list[str]:
        kept = [
            {"part": "bookings", "name": name, "on": "postgresql", "value": value}
            for name, value in ((places, a_second), (commits, committed))
        ]
        return [line.split(" | ")[2] for line in table(kept) if line.startswith("| places")]

    assert of_three(a_second=50, committed=600) == ["50: not more", "150"]
    assert of_three(a_second=50, committed=120) == ["50: not more", "120"]


def test_a_figure_that_nobody_has_measured_is_not_said() -> None:
    said = "\n".join(table([]))
    assert "connections to the database" in said  # of the settings, not of a measurement
    assert "places" not in said
    assert Measured([{"part": "p", "name": "n", "on": "", "value": 3}])("p", "n") == 3
