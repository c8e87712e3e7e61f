"""Every figure that is published of a year, worked out again by numpy from nothing but an export's files.

Of lines that hold all their sessions: which of them a partial line holds is nobody's to know from outside.
"""

import csv
import io
import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from flask import Flask

from app.core.roles import Role
from app.evaluation.settling import services as settling
from tests.builders import a_user
from tests.conftest import NOW
from tests.data.evaluated_year import WEEK, YEAR, EvaluatedYear
from tests.evaluation.exporting.raw_export import RawExport, as_the_tables_say_it
from tests.evaluation.results import test_simulated_year as second
from tests.page import Visitor

STAGES = {"Before": "before", "After": "after", "Later": "later", "Managers": "manager"}

Row = dict[str, str]


@pytest.fixture
def published(app: Flask, visitor: Visitor) -> tuple[RawExport, list[Row]]:
    """What an export holds of a year that is settled, and what is published of it."""
    EvaluatedYear().write()
    settling.settle(at=NOW)
    page = visitor.sign_in(a_user(Role.TRAINING_MANAGER)).open_page(f"/evaluation/export?year={YEAR}")
    token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    address = f"/evaluation/export/named/everything.zip?year={YEAR}"
    export = RawExport(visitor.open_page(address, method="POST", data={"csrf_token": token}).response.data)
    text = visitor.open_page(f"/evaluation/published.csv?year={YEAR}").response.data.decode("utf-8-sig")
    return export, list(csv.DictReader(io.StringIO(text)))


def test_every_published_figure_follows_from_the_raw_export(published: tuple[RawExport, list[Row]]) -> None:
    export, rows = published
    issued, answers = as_the_tables_say_it(export)
    headline = {
        row["question words"]: {int(number) for number in row["headline numbers"].split("; ") if number}
        for row in export.codebook.values()
    }
    compared: dict[str, int] = defaultdict(int)
    for row in rows:
        is_whole = row["Withheld"] == "no" and row["Sessions counted"] == row["Sessions in all"]
        theirs = [each for each in issued.values() if _is_of(each, row["Group"])]
        if not (is_whole and theirs):
            continue
        stage = STAGES[row["Stage"]]
        of_stage = {each["id"]: each for each in theirs if each["stage"] == stage}
        if row["Counts"] == "answered":
            answered = sum(each["answered"] for each in of_stage.values())
            assert (int(row["Answers"]), int(row["Asked"])) == (answered, len(of_stage)), row
            assert int(row["Percent, at least"]) == math.floor(100 * answered / len(of_stage) + 0.5), row
        elif row["Counts"] == "change":
            _change_is(row, theirs, answers, stage)
        else:
            wanted = headline[row["Question or measure"]]
            given = [
                int(each["number"] in wanted)
                for each in answers
                if each["issued_id"] in of_stage and each["words"] == row["Question or measure"]
            ]
            given += [0 for each in of_stage.values() if each["cannot_say"]]  # who can't say has answered all the same
            _share_is(row, given, len(of_stage))
        compared[row["Counts"]] += 1
    assert compared["answered"] > 20, dict(compared)
    assert compared["change"] > 20, dict(compared)
    assert sum(compared.values()) > 80, dict(compared)


def _is_of(row: dict[str, Any], group: str) -> bool:
    """Of a course, or of the whole of a Learning Week."""
    return row["week"] == group if group == WEEK else row["week"] is None and row["course"] == group


def _share_is(row: Row, said: list[int], asked: int) -> None:
    assert (int(row["Answers"]), int(row["Asked"])) == (len(said), asked), row
    percent = 100 * float(np.mean(said))
    low, high = int(row["Percent, at least"]), int(row["Percent, at most"])
    assert low - 0.5 <= percent <= high + 0.5, (row, percent)
    if row["Percent of all asked, at least"]:
        least, most = 100 * sum(said) / asked, 100 * (sum(said) + asked - len(said)) / asked
        assert int(row["Percent of all asked, at least"]) <= least + 0.5, (row, least)
        assert int(row["Percent of all asked, at most"]) >= most - 0.5, (row, most)


def _change_is(row: Row, theirs: list[dict[str, Any]], answers: list[dict[str, Any]], stage: str) -> None:
    of_id = {each["id"]: each for each in theirs}
    numbers: dict[str, dict[str, int]] = {"before": {}, stage: {}}
    for each in answers:
        whose = of_id.get(each["issued_id"])
        if whose and whose["stage"] in numbers and each["measure"] == row["Question or measure"]:
            numbers[whose["stage"]][whose["booking_id"]] = each["number"]
    both = sorted(numbers["before"].keys() & numbers[stage].keys())
    session_of = {each["booking_id"]: each["session_id"] for each in theirs}
    differences = np.array([numbers[stage][each] - numbers["before"][each] for each in both], dtype=float)
    assert int(row["Answers"]) == len(both), row
    if len(set(differences)) > 2:
        assert abs(float(row["Mean change"]) - differences.mean()) <= 0.0501, (row, differences.mean())
    if row["95% interval, low"]:
        low, high = second.cr2_interval(differences, np.array([session_of[each] for each in both]))
        expected = max(math.ceil(2 * low) / 2 - 0.5, -9), min(math.floor(2 * high) / 2 + 0.5, 9)
        assert (float(row["95% interval, low"]), float(row["95% interval, high"])) == expected, (row, low, high)
