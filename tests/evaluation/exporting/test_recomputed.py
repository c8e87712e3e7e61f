"""Every figure of the office's results, worked out again by numpy from nothing but an export's files."""

from collections import Counter

import pytest
from flask import Flask

from app.core.links import pseudonym
from app.core.roles import Role
from app.evaluation.models_issued import AnswerMode
from app.evaluation.scope import Dimension
from tests.builders import a_user
from tests.conftest import IN_FULL
from tests.data.evaluated_year import YEAR, EvaluatedYear
from tests.evaluation.exporting.raw_export import RawExport, as_the_tables_say_it
from tests.evaluation.results import test_simulated_year as second
from tests.page import Page, Visitor

pytestmark = pytest.mark.lasts_long


class RawOfExport(second.Raw):
    """The same rows as the second calculation reads from the tables, here out of files."""

    def __init__(self, export: RawExport) -> None:
        self.issued_rows, self.answers = as_the_tables_say_it(export)


@pytest.fixture
def year(app: Flask, visitor: Visitor) -> RawOfExport:
    EvaluatedYear().write()
    page = visitor.sign_in(a_user(Role.TRAINING_MANAGER)).open_page(f"/evaluation/export?year={YEAR}")
    token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    address = f"/evaluation/export/named/everything.zip?year={YEAR}"
    content = visitor.open_page(address, method="POST", data={"csrf_token": token}).response.data
    return RawOfExport(RawExport(content))


def ids_by_code(kind: str, most: int = 3000) -> dict[str, int]:
    """A test may try all numbers: it has the key."""
    return {pseudonym(kind, number): number for number in range(1, most)}


def test_every_figure_of_the_office_follows_from_the_raw_export(year: RawOfExport, visitor: Visitor) -> None:
    silent = {row["id"] for row in year.issued_rows.values() if not row["answered"]}
    assert len(silent) > 1000
    assert not silent & {answer["issued_id"] for answer in year.answers}
    second._who_answered_however_it_is_divided(year, visitor)
    compared = [second._one_page(year, visitor, "/evaluation/results/everything/all", None, None)]
    pages = [
        ("course_id", "/evaluation/courses/{}", "course"),
        ("session_id", "/evaluation/sessions/{}", "session"),
        ("agency_id", "/evaluation/results/agency/{}", "agency"),
    ]
    for column, address, kind in pages:
        ids = ids_by_code(kind)
        codes = sorted({row[column] for row in year.issued_rows.values()} - {None})
        for code in codes if IN_FULL and kind != "session" else codes[:2]:
            compared.append(second._one_page(year, visitor, address.format(ids[code]), column, code))
    for of in (Dimension.SECTOR, Dimension.STRAND):
        for key in sorted({row[of.value] for row in year.issued_rows.values()} - {None}):
            compared.append(second._one_page(year, visitor, f"/evaluation/results/{of}/{key}", of.value, key))
    assert sum(compared) > (150 if IN_FULL else 50)  # rows of changes
    _modes_are(year, visitor.open_page(f"/evaluation/results/everything/all?year={YEAR}"))


def _modes_are(year: RawOfExport, page: Page) -> None:
    answered = [row for row in year.issued_rows.values() if row["answered"] and row["strand"] != "bespoke"]
    for row in second.table(page, "On what they answered"):
        [stage] = [stage for stage, heading in second.STAGES.items() if heading == row[0]]
        counts = Counter(each["mode"] for each in answered if each["stage"] == stage)
        shown = [*(counts[mode.value] for mode in AnswerMode), counts[None], counts.total()]
        assert row[1:] == [f"{each:,}" for each in shown]
