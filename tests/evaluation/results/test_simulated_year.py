"""The results pages against a second calculation: numpy and scipy over the raw answers, read by plain SQL.

A year of 54 sessions and 1,327 bookings. Nothing here asks the room's queries or rules.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from flask import Flask
from scipy import stats
from sqlalchemy import text

from app.core.database import db
from app.evaluation.scope import Dimension
from app.programme.models_sessions import TrainingSession
from tests.builders import a_manager
from tests.conftest import NOW
from tests.data.evaluated_year import BOOKINGS, SESSIONS, WEEK, YEAR, EvaluatedYear
from tests.page import Page, Visitor
from tests.words import (
    BEFORE_AFTER_AND_LATER,
    IMPACT_QUESTIONNAIRE,
    MANAGER_QUESTIONNAIRE,
    NO_AGENCY_GIVEN,
    NOTHING_ISSUED_IN_THIS_PERIOD,
    POST_COURSE_EVALUATION,
    PRE_COURSE_SELF_EVALUATION,
)

pytestmark = pytest.mark.lasts_long

Issued = dict[str, Any]
ASKED_ABOUT = {
    "after": ("attended", "walk-in", "left-early"),
    "later": ("attended", "walk-in"),
    "manager": ("attended", "walk-in"),
}
HAVE_A_MEAN = ("scale from 1 to 10", "agree or disagree")
ORDERS = {
    "yes or no": [1, 0],
    "usefulness, balanced": [1, 2, 3, 4],
    "how often": [1, 2, 3, 4, 0],
    "worse or better": [1, 2, 3],
    "agree or disagree": [1, 2, 3, 4, 5],
}
STAGES = {
    "before": PRE_COURSE_SELF_EVALUATION,
    "after": POST_COURSE_EVALUATION,
    "later": IMPACT_QUESTIONNAIRE,
    "manager": MANAGER_QUESTIONNAIRE,
}


@pytest.fixture
def year(app: Flask) -> "Raw":
    EvaluatedYear().write()
    return Raw()


class Raw:
    """What stands in the tables."""

    def __init__(self) -> None:
        self.issued_rows = {row["id"]: row for row in self._issued_rows()}
        self.answers = [
            dict(row._mapping)
            for row in db.session.execute(
                text(
                    "SELECT answer.issued_id, question.words, question.kind, measure.name AS measure, answer.number "
                    "FROM answer JOIN question ON question.id = answer.question_id "
                    "LEFT JOIN measure ON measure.id = question.measure_id WHERE answer.number IS NOT NULL"
                )
            )
            if row.issued_id in self.issued_rows
        ]

    def _issued_rows(self) -> Iterator[Issued]:
        """Those that went out and are about somebody who was there, or before it had a place."""
        rows = db.session.execute(
            text(
                "SELECT issued_questionnaire.id, issued_questionnaire.stage, booking_id, booking.state, "
                "booking.outcome, practitioner_id, session_id, course.title AS course, course.id AS course_id, "
                "course.strand, learning_week_id AS week, agency.name AS agency, agency.id AS agency_id, "
                "agency.sector, answered_at IS NOT NULL AS answered, closes_at <= :now AS closed, is_missed "
                "FROM issued_questionnaire "
                "JOIN booking ON booking.id = booking_id JOIN training_session ON training_session.id = session_id "
                "JOIN course ON course.id = course_id LEFT JOIN agency ON agency.id = booking.agency_id"
            ),
            {"now": NOW if db.engine.name == "postgresql" else NOW.strftime("%Y-%m-%d %H:%M:%S.%f")},
        )
        for row in rows:
            row = dict(row._mapping)
            stage = row["stage"]
            there = row["state"] == "booked" if stage == "before" else row["outcome"] in ASKED_ABOUT[stage]
            if there and not row["is_missed"]:
                yield row

    def of(self, wanted: Callable[[Issued], Any]) -> list[Issued]:
        return [row for row in self.issued_rows.values() if wanted(row)]

    def numbers(self, issued_rows: list[Issued], stage: str, measure: str) -> dict[int, int]:
        """By booking."""
        ids = {row["id"] for row in issued_rows if row["stage"] == stage}
        return {
            self.issued_rows[each["issued_id"]]["booking_id"]: each["number"]
            for each in self.answers
            if each["issued_id"] in ids and each["measure"] == measure
        }


# The second calculation


def whole_percent(part: int, whole: int) -> str:
    return f"{math.floor(100 * part / whole + 0.5)}%" if whole else "no data"


def signed(value: float) -> str:
    return "0.0" if abs(value) < 0.05 else f"{value:+.1f}".replace("-", "−")


def bound(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")


def cr2_interval(differences: "np.ndarray[Any, Any]", session: "np.ndarray[Any, Any]") -> tuple[float, float]:
    """By the matrices of Bell and McCaffrey (2002) and of Pustejovsky and Tipton (2018), as they stand there."""
    n, (_, cluster) = len(differences), np.unique(session, return_inverse=True)
    sizes = np.bincount(cluster)
    within = sum(
        ((part := differences[cluster == one]) - part.mean()) @ (part - part.mean()) for one in range(len(sizes))
    )
    between = sum(
        size * (differences[cluster == one].mean() - differences.mean()) ** 2 for one, size in enumerate(sizes)
    ) / (len(sizes) - 1)
    within /= n - len(sizes)
    typical = (n - (sizes**2).sum() / n) / (len(sizes) - 1)
    icc = max((between - within) / (between + (typical - 1) * within), 0)
    working = np.where(cluster[:, None] == cluster[None, :], icc, 0.0)
    np.fill_diagonal(working, 1)
    residual = np.eye(n) - 1 / n
    rows = []
    for one, size in enumerate(sizes):
        values, vectors = np.linalg.eigh(np.eye(size) - 1 / n)
        adjustment = vectors @ np.diag(values**-0.5) @ vectors.T
        rows.append(residual[cluster == one].T @ adjustment @ np.ones(size) / n)
    found = np.array(rows)
    among = found @ working @ found.T
    half = stats.t.ppf(0.975, np.trace(among) ** 2 / (among**2).sum()) * np.sqrt(((found @ differences) ** 2).sum())
    return differences.mean() - half, differences.mean() + half


def interval(differences: "np.ndarray[Any, Any]", session: "np.ndarray[Any, Any]") -> str:
    sessions = len(set(session))
    if len(differences) < 5:
        return "too few to say: an interval needs five answers"
    if len(set(differences)) == 1:
        return "too few to say: all answers are equal"
    if sessions < 3:
        return "too few to say: an interval needs three sessions"
    low, high = cr2_interval(differences, session)
    cut = ", cut at the end of the scale" if low < -9 or high > 9 else ""
    return f"{bound(max(low, -9))} to {bound(min(high, 9))}{cut}"


def change_row(raw: Raw, issued_rows: list[Issued], measure: str, since: str) -> tuple[list[str], str]:
    """Means of the matched, the change with its interval, who moved, whose they are; and who wasn't matched and why."""
    before, then = raw.numbers(issued_rows, "before", measure), raw.numbers(issued_rows, since, measure)
    both = sorted(before.keys() & then.keys())
    of_booking = {row["booking_id"]: row for row in issued_rows}
    first, second = (np.array([answers[booking] for booking in both], dtype=float) for answers in (before, then))
    session = np.array([of_booking[booking]["session_id"] for booking in both])
    people = {of_booking[booking]["practitioner_id"] for booking in both}
    differences = second - first
    asked = {stage: {row["booking_id"] for row in issued_rows if row["stage"] == stage} for stage in ("before", since)}
    only_then, only_before = then.keys() - before.keys(), before.keys() - then.keys()
    why = [
        (len(only_then & asked["before"]), "no answer before"),
        (len(only_then - asked["before"]), "not asked before"),
        (len(only_before & asked[since]), "no answer since"),
        (len(only_before - asked[since]), "not asked since"),
    ]
    total = len(only_then) + len(only_before)
    moved = [(differences > 0).sum(), (differences == 0).sum(), (differences < 0).sum()]
    shown = [
        f"{first.mean():.1f}",
        f"{second.mean():.1f}",
        f"{signed(differences.mean())} {interval(differences, session)}",
        *(f"{each:,} {whole_percent(each, len(both))}" for each in moved),
        of_whom(len(both), len(people), len(set(session))),
    ]
    said = ", ".join(f"{n} {words}" for n, words in why if n)
    return shown, f"{total} ({said})" if total else "none"


def of_whom(answers: int, people: int, sessions: int) -> str:
    return (
        f"{answers:,} {'answer' if answers == 1 else 'answers'} of {people:,} {'person' if people == 1 else 'people'} "
        f"in {sessions:,} {'session' if sessions == 1 else 'sessions'}"
    )


def returned(issued_rows: list[Issued], stage: str) -> tuple[int, int, int, int]:
    """Issued, returned, and the same of those that closed."""
    of_stage = [row for row in issued_rows if row["stage"] == stage]
    closed = [row for row in of_stage if row["closed"]]
    return len(of_stage), sum(s["answered"] for s in of_stage), len(closed), sum(s["answered"] for s in closed)


# Reading the pages


def table(page: Page, label: str) -> list[list[str]]:
    """The rows of the table under a label, cell by cell."""
    region = page.soup.find(attrs={"aria-label": label})
    assert region, f"no table {label!r} on {page.address}"
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
        for row in region.select("tbody tr, tfoot tr")
    ]


def cell(issued_rows: list[Issued], stage: str) -> str:
    issued, back, closed, closed_back = returned(issued_rows, stage)
    if not issued:
        return "–"
    rest = f": {closed_back:,} of {closed:,} closed" if closed != issued else ""
    return f"{back:,} of {issued:,} {whole_percent(closed_back, closed) + rest if closed else 'all open'}"


def test_every_figure_of_a_simulated_year_equals_the_second_calculation(year: Raw, visitor: Visitor) -> None:
    assert db.session.query(TrainingSession).count() == SESSIONS
    assert db.session.execute(text("SELECT count(*) FROM booking")).scalar() == BOOKINGS
    visitor.sign_in(a_manager())
    _who_answered_however_it_is_divided(year, visitor)
    courses = sorted({(row["course_id"], row["course"]) for row in year.issued_rows.values()})
    compared = [_one_page(year, visitor, f"/evaluation/courses/{number}", "course_id", number) for number, _ in courses]
    session_id = next(iter(year.issued_rows.values()))["session_id"]
    compared.append(_one_page(year, visitor, f"/evaluation/sessions/{session_id}", "session_id", session_id))
    for of in (Dimension.AGENCY, Dimension.SECTOR, Dimension.STRAND):
        column = "agency_id" if of is Dimension.AGENCY else of.value
        for key in sorted({row[column] for row in year.issued_rows.values()} - {None}):
            compared.append(_one_page(year, visitor, f"/evaluation/results/{of}/{key}", column, key))
    compared.append(_one_page(year, visitor, "/evaluation/results/everything/all", None, None))
    assert sum(compared) > 150  # rows of changes


def _who_answered_however_it_is_divided(year: Raw, visitor: Visitor) -> None:
    for by in ("course", "strand", "agency", "sector"):
        page = visitor.open_page(f"/evaluation?year={YEAR}&by={by}")
        rows = {row[0]: row[1:] for row in table(page, f"Returned of issued, by {by}")}
        parts: dict[str, list[Issued]] = defaultdict(list)
        for row in year.issued_rows.values():
            parts[_name(row, by)].append(row)
        for name, issued_rows in parts.items():
            assert rows[name] == [cell(issued_rows, stage) for stage in STAGES], (by, name)
        everything = list(year.issued_rows.values())
        assert rows["Pooled over all"] == [cell(everything, stage) for stage in STAGES]
        assert len(rows) == len(parts) + 2
        assert rows["Mean of the courses’ rates"] == [_mean_of_rates(everything, stage) for stage in STAGES]


def _name(row: Issued, by: str) -> str:
    if by == "agency":
        return row["agency"] or NO_AGENCY_GIVEN
    if by == "sector":
        return row["sector"].capitalize() if row["sector"] else "Sector not known"
    if row["week"]:
        return WEEK
    return row["course"] if by == "course" else row["strand"].capitalize()


def _mean_of_rates(issued_rows: list[Issued], stage: str) -> str:
    of_each: dict[Any, list[bool]] = defaultdict(list)
    for row in issued_rows:
        if row["stage"] == stage and row["closed"]:
            of_each[("week", row["week"]) if row["week"] else row["course_id"]].append(row["answered"])
    rates = [np.mean(answered) * 100 for answered in of_each.values()]
    return f"{round(float(np.mean(rates)))}% of {len(rates)}" if rates else "–"


def _one_page(year: Raw, visitor: Visitor, address: str, column: str | None, key: Any) -> int:
    """Returns how many rows of changes were compared."""
    without_weeks = column in ("course_id", "session_id", "strand")
    pools = column in (None, "agency_id", "sector")
    issued_rows = year.of(
        lambda row: (
            (column is None or row[column] == key)
            and not (without_weeks and row["week"])
            and not (pools and row["strand"] == "bespoke")
        )
    )
    page = visitor.open_page(f"{address}?year={YEAR}")
    if not issued_rows:
        assert NOTHING_ISSUED_IN_THIS_PERIOD in page.words
        return 0
    for stage, heading in STAGES.items():
        issued, back, closed, closed_back = returned(issued_rows, stage)
        if issued:
            [row] = [row for row in table(page, "Who answered") if row[0] == heading]
            rate = whole_percent(closed_back, closed)
            assert row[1:] == [f"{issued:,}", f"{back:,}", f"{rate} {closed_back:,} of {closed:,}" if closed else rate]
        _spreads_are(year, page, issued_rows, stage, heading)
    return _changes_are(year, page, issued_rows)


def _changes_are(year: Raw, page: Page, issued_rows: list[Issued]) -> int:
    measures = {each["measure"] for each in year.answers if each["measure"]}
    if not any(
        year.numbers(issued_rows, stage, measure) for stage in ("before", "after", "later") for measure in measures
    ):
        assert "Nobody has answered a question that is asked at several stages yet." in page.words
        return 0
    changes = {row[0]: row[1:] for row in table(page, BEFORE_AFTER_AND_LATER)}
    checks = {row[0]: row[1:] for row in table(page, "What stands behind each change")}
    compared = 0
    for name, row in changes.items():
        measure, since = name.rpartition(" before and ")[::2]
        if row[-1] != "nobody":
            shown, unmatched = change_row(year, issued_rows, measure, since)
            assert row == shown, (page.address, name)
            assert checks[name][-1] == unmatched, (page.address, name)
            compared += 1
    assert compared or len(issued_rows) < 60
    return compared


def _spreads_are(year: Raw, page: Page, issued_rows: list[Issued], stage: str, heading: str) -> None:
    ids = {row["id"] for row in issued_rows if row["stage"] == stage}
    of_question: dict[str, list[int]] = defaultdict(list)
    kinds = {}
    for each in year.answers:
        if each["issued_id"] in ids:
            of_question[each["words"]].append(each["number"])
            kinds[each["words"]] = each["kind"]
    if not of_question:
        return
    shown = {}
    for region in page.soup.find_all(
        attrs={"aria-label": re.compile(f"^How the answers are spread: {heading.lower()}")}
    ):
        choices = [each.get_text(strip=True) for each in region.select("thead th")][1:]
        for row in table(page, region["aria-label"]):
            shown[row[0]] = dict(zip(choices, row[1:], strict=True))
    assert len(shown) == len(of_question)
    for question, row in shown.items():
        words = next(words for words in of_question if question.startswith(words))
        numbers = of_question[words]
        assert row.pop("Answered") == f"{len(numbers):,}"
        mean = row.pop("Mean", "–")
        assert mean == (f"{np.mean(numbers):.1f}" if kinds[words] in HAVE_A_MEAN else "–")
        cannot = row.pop("Can’t say", "0")
        assert cannot == "0" or heading == MANAGER_QUESTIONNAIRE
        counts = Counter(numbers)
        order = ORDERS.get(kinds[words], list(range(1, 11)))
        said = [int(how_many.replace(",", "")) for how_many in row.values()]
        assert said == [counts[number] for number in order], (page.address, question)
