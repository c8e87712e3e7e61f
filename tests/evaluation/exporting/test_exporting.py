"""Who was asked and what they answered, as files: pseudonymous, or named for the training manager, and written down."""

import csv
import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from app.accounts.models import Sector
from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core import links
from app.core.database import db
from app.core.roles import Role
from app.evaluation.answering.models import Answer
from app.evaluation.exporting import queries
from app.evaluation.exporting.rules import Tables
from app.evaluation.exporting.rules_schema import ANSWERS, ASKED, COLUMNS, SCHEMA, TABLES, WIDE, columns_of
from app.evaluation.kinds import Instead, QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.models_issued import AnswerMode, CannotSay
from app.evaluation.scope import AnswerScope
from app.evaluation.stages import Stage
from app.files import large_tables
from app.files.large_tables import LargeWorkbook
from app.settings import queries as settings
from tests.builders import (
    a_booking,
    a_comment,
    a_course,
    a_learning_week,
    a_manager,
    a_managers_comment,
    a_past_session,
    a_trainer,
    a_user,
    an_agency,
    an_issued,
    entries_about,
    queries_counted,
)
from tests.conftest import NOW, ROOT
from tests.data.everything import saved
from tests.page import Page, Visitor
from tests.words import (
    CODEBOOK_AS_CSV,
    EXPORT_AS_CSV,
    EXPORT_WITH_NAMES_AS_CSV,
    HAVE_YOU_SEEN_A_CHANGE,
    HOW_USEFUL,
    MANAGER_QUESTIONNAIRE,
    NO_ANSWER_TO_EXPORT,
    POST_COURSE_EVALUATION,
    WHAT_WILL_YOU_DO,
    WHO_WAS_ASKED_AS_CSV,
)

Rows = list[dict[str, str]]


def export_page(visitor: Visitor, asked: str = "year=all") -> Page:
    return visitor.sign_in(a_manager()).open_page(f"/evaluation/export?{asked}")


def rows_of(page: Page) -> Rows:
    return list(csv.DictReader(io.StringIO(page.response.data.decode("utf-8-sig"))))


def exported(visitor: Visitor, asked: str = "year=all") -> Rows:
    return rows_of(export_page(visitor, asked).press(EXPORT_AS_CSV))


def asked(visitor: Visitor, in_address: str = "year=all") -> Rows:
    return rows_of(export_page(visitor, in_address).press(WHO_WAS_ASKED_AS_CSV))


def somebody(**more: Any) -> Booking:
    """Of whom everything that could tell who they are is known."""
    agency = an_agency("Anyshire Hospital", sector=Sector.HEALTH)
    details = {"name": "Ann Green", "email": "ann@example.org", "agency": agency, "job_role": "Midwife"}
    person = a_user(**details, manager_name="Kim Lee", manager_email="kim@example.org", team="Ward 7")
    return a_booking(a_past_session(a_course("Complex Neglect"), days_ago=3), person, Outcome.ATTENDED, **more)


def test_an_answer_is_a_row(visitor: Visitor) -> None:
    booking = somebody()
    issued = an_issued(booking, Stage.POST_COURSE, answers={"Knowledge": 8})
    [row] = exported(visitor)
    [question] = [each for each in issued.questionnaire.asked if each.measure and each.measure.name == "Knowledge"]
    assert row == {
        "asked": links.pseudonym("asked", issued.id),
        "person": links.pseudonym("person", booking.practitioner_id),
        "booking": links.pseudonym("booking", booking.id),
        "course": "Complex Neglect",
        "session date": "2026-11-20",
        "sector": "health",
        "stage": POST_COURSE_EVALUATION,
        "questionnaire version": "1",
        "question": f"Q{question.id}",
        "question words": "How much do you know about this subject? (nothing to all I need for my work)",
        "measure": "Knowledge",
        "number": "8",
        "chosen": "",
        "words of the number": "8",
        "instead": "",
        "right": "",
        "text": "",
        "answered on": "2026-11-23",
        "from paper": "0",
        "redacted": "0",
        "schema": "2",
    }


def test_numbers_have_words_and_words_stand_as_they_are(visitor: Visitor) -> None:
    answers = {HOW_USEFUL: 4, WHAT_WILL_YOU_DO: "=SUM(A1)\nListen."}
    an_issued(somebody(), Stage.POST_COURSE, answers=answers)
    useful, differently = exported(visitor)
    assert (useful["number"], useful["words of the number"]) == ("4", "Very useful")
    assert (differently["number"], differently["text"]) == ("", "'=SUM(A1)\nListen.")


def test_several_choices_are_one_row(visitor: Visitor) -> None:
    question = Question(
        position=1, kind=QuestionKind.SEVERAL_OF, words="What helped?", options=["Talk", "Cases", "Tea"]
    )
    details = {"is_brief": False, "version": 2, "published_at": NOW}
    questionnaire = saved(Questionnaire(stage=Stage.IMPACT, questions=[question], **details))
    an_issued(somebody(), Stage.IMPACT, questionnaire=questionnaire, answers={"What helped?": [1, 3]})
    [row] = exported(visitor)
    assert (row["number"], row["words of the number"], row["questionnaire version"]) == ("", "Talk; Tea", "2")


def test_paper_is_told_with_its_own_date_and_redaction_is_told(visitor: Visitor) -> None:
    comment = a_comment("[taken out]", redacted_at=NOW)
    comment.issued.completed_on = NOW.date().replace(day=22)
    saved(comment.issued)
    [row] = exported(visitor)
    assert (row["answered on"], row["from paper"], row["redacted"]) == ("2026-11-22", "1", "1")


def test_one_person_has_one_code_and_no_two_have_the_same(visitor: Visitor) -> None:
    ann = a_user()
    a_comment("One", on=a_past_session(days_ago=1), by=ann)
    a_comment("Two", on=a_past_session(days_ago=2), by=ann)
    a_comment("Three", on=a_past_session(days_ago=3))
    person = {row["text"]: row["person"] for row in exported(visitor)}
    assert person["One"] == person["Two"] != person["Three"]
    assert len({row["booking"] for row in exported(visitor)}) == 3
    assert person["One"] == {row["text"]: row["person"] for row in exported(visitor, "")}["One"]  # in each file


def test_a_code_is_of_a_kind_and_of_our_key(app: Flask) -> None:
    code = links.pseudonym("person", 7)
    assert re.fullmatch("[0-9a-f]{16}", code)
    assert code != links.pseudonym("booking", 7)
    app.config["SECRET_KEY"], ours = "another", app.config["SECRET_KEY"]
    try:
        assert code != links.pseudonym("person", 7)
    finally:
        app.config["SECRET_KEY"] = ours


@pytest.mark.parametrize(
    "button",
    [EXPORT_AS_CSV, WHO_WAS_ASKED_AS_CSV, "Wide as CSV", "Export as XLSX with the codebook", CODEBOOK_AS_CSV],
)
def test_a_pseudonymous_file_tells_nobody(visitor: Visitor, button: str) -> None:
    booking = somebody(job_role="Midwife", team="Ward 7")
    an_issued(booking, Stage.POST_COURSE, answers={"Knowledge": 8})
    a_managers_comment("They ask better questions.", booking)
    page = export_page(visitor)
    content = (page.click(button) if "Codebook as" in button else page.press(button)).response.data
    read = content.decode() if button.endswith("CSV") else str(cells_of(content))
    for secret in (
        "Ann Green",
        "ann@example.org",
        "Anyshire Hospital",
        "Midwife",
        "Kim Lee",
        "kim@example.org",
        "Ward 7",
    ):
        assert secret not in read


def cells_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(io.BytesIO(content))}


def test_the_order_of_rows_does_not_tell_who_answered_first(app: Flask) -> None:
    session = a_past_session()
    for number in range(12):
        a_comment(f"Comment {number}", on=session)
    tables = written()
    for table in (ASKED, ANSWERS, WIDE):
        codes = [row[2] for row in tables[table]]
        assert codes == sorted(codes, key=str)
        assert len(codes) == 12
    texts = [row[columns_of(ANSWERS).index("text")] for row in tables[ANSWERS]]
    assert texts != [f"Comment {number}" for number in range(12)]


def written(scope: AnswerScope | None = None) -> dict[str, list[list[Any]]]:
    """All rows of each table, as a file would have them."""
    scope = scope or AnswerScope()
    tables = Tables(queries.codebook(scope), links.pseudonym)
    rows: dict[str, list[list[Any]]] = {}
    for batch in queries.batches(scope, at=NOW):
        for table, of_table in tables.rows_of(batch):
            rows.setdefault(table, []).extend(of_table)
    return rows


# Everybody who was asked


def test_who_was_asked_is_a_row_whether_they_answered_or_not(visitor: Visitor) -> None:
    trainer = a_trainer("Tess Trainer")
    session = a_past_session(a_course("Complex Neglect"), days_ago=3, trainers=[trainer])
    person = a_user(agency=an_agency("Anyshire Hospital", sector=Sector.HEALTH))
    booking = a_booking(session, person, Outcome.ATTENDED)
    late = a_booking(session, outcome=Outcome.WALK_IN, state=BookingState.WALKED_IN)
    an_issued(booking, Stage.PRE_COURSE, at=NOW - timedelta(days=9))
    given = an_issued(booking, Stage.POST_COURSE, answers={"Knowledge": 8}, mode=AnswerMode.PHONE)
    an_issued(late, Stage.POST_COURSE)
    rows = {(row["booking"], row["stage"]): row for row in asked(visitor)}
    assert len(rows) == 3
    code = links.pseudonym("booking", booking.id)
    answered, before = rows[code, "after"], rows[code, "before"]
    assert answered == {
        "asked": links.pseudonym("asked", given.id),
        "person": links.pseudonym("person", person.id),
        "booking": code,
        "session": links.pseudonym("session", session.id),
        "cluster": links.pseudonym("session", session.id),
        "course": "Complex Neglect",
        "course code": links.pseudonym("course", session.course_id),
        "week": "",
        "strand": session.course.strand.value,
        "session date": "2026-11-20",
        "year": "2026-27",
        "quarter": "2026-10-01",
        "trainers": links.pseudonym("trainer", trainer.id),
        "agency": links.pseudonym("agency", person.agency_id),
        "sector": "health",
        "stage": "after",
        "stage in words": POST_COURSE_EVALUATION,
        "version": f"V{given.questionnaire_id}",
        "booking state": "booked",
        "outcome": "attended",
        "walked in": "0",
        "issued": "2026-11-23T10:00:00+00:00",
        "closes": "2026-12-21T10:00:00+00:00",
        "closed": "0",
        "answered": "1",
        "answered at": "2026-11-23T10:00:00+00:00",
        "completed on": "",
        "mode": "phone",
        "only on paper": "0",
        "cannot say": "",
        "counts from": "2027-02-12T00:00:00+00:00",
        "schema": "2",
    }
    assert (before["closed"], before["answered"], before["answered at"], before["mode"]) == ("1", "0", "", "")
    assert rows[links.pseudonym("booking", late.id), "after"]["walked in"] == "1"


def test_what_was_never_sent_or_is_not_wanted_any_more_is_no_row(visitor: Visitor) -> None:
    an_issued(somebody(), Stage.POST_COURSE, is_missed=True)
    absent = an_issued(a_booking(a_past_session(), outcome=Outcome.ATTENDED), Stage.POST_COURSE)
    absent.booking.outcome = Outcome.NO_SHOW
    saved(absent.booking)
    assert NO_ANSWER_TO_EXPORT in export_page(visitor).words


def test_the_wide_table_has_a_column_for_every_question(visitor: Visitor) -> None:
    booking = somebody()
    answers = {"Knowledge": 8, HOW_USEFUL: 4, WHAT_WILL_YOU_DO: "Listen."}
    issued = an_issued(booking, Stage.POST_COURSE, answers=answers)
    an_issued(booking, Stage.PRE_COURSE, at=NOW - timedelta(days=9))
    before, after = rows_of(export_page(visitor).press("Wide as CSV"))
    columns = [f"Q{each.id}" for each in issued.questionnaire.asked if (each.measure and each.measure.name) in answers]
    assert [after[column] for column in columns] == ["8"]
    assert sorted(value for column, value in after.items() if column.startswith("Q")) == ["4", "8", "Listen."]
    assert {value for column, value in before.items() if column.startswith("Q")} == {""}
    assert (before["stage"], after["stage"], list(after)[-1]) == ("before", "after", "schema")


def test_what_was_ticked_instead_and_what_is_right_is_told(visitor: Visitor) -> None:
    issued = an_issued(somebody(), Stage.POST_COURSE, answers={"Knowledge": 8, HOW_USEFUL: 4})
    declined, right = db.session.query(Answer).filter_by(issued_id=issued.id).order_by(Answer.id)
    declined.number, declined.instead, right.is_right = None, Instead.DECLINED, True
    db.session.commit()
    first, second = exported(visitor)
    assert (first["number"], first["instead"], first["right"]) == ("", "declined", "")
    assert (second["number"], second["instead"], second["right"]) == ("4", "", "1")


def test_the_zip_holds_every_table_and_so_does_the_page(visitor: Visitor) -> None:
    a_comment("Listen.")
    page = export_page(visitor)
    archive = zipfile.ZipFile(io.BytesIO(page.press("Export as ZIP of CSV files").response.data))
    assert archive.namelist() == [f"{table}.csv" for table in TABLES]
    for table in TABLES:
        header, *rows = csv.reader(io.StringIO(archive.read(f"{table}.csv").decode("utf-8-sig")))
        in_order = [name for name in header if not re.fullmatch(r"Q\d+", name)]
        assert (in_order, header[-1]) == (columns_of(table), "schema")
        assert {row[-1] for row in rows} == {str(SCHEMA)}
        assert table.capitalize() in page.words
    assert archive.read("columns.csv") == page.click("All columns, with what they mean").response.data


def test_the_documents_say_the_columns_and_their_version() -> None:
    said = (ROOT / "docs/exports.md").read_text(encoding="utf-8")
    assert f"version {SCHEMA}" in said
    for column in COLUMNS:
        assert f"| {column.name} |" in said, column
        assert column.meaning in said, column


def test_numbers_are_numbers_and_days_are_days_in_the_workbook(visitor: Visitor) -> None:
    an_issued(somebody(), Stage.POST_COURSE, answers={"Knowledge": 8, WHAT_WILL_YOU_DO: "007"})
    sheets = cells_of(export_page(visitor).press("Export as XLSX with the codebook").response.data)
    header, *rows = sheets["Answers"]
    number, text = ([dict(zip(header, row, strict=True)) for row in rows][place] for place in (0, 1))
    assert (number["number"], number["questionnaire version"], number["schema"]) == (8, 1, 2)
    assert (text["text"], number["session date"]) == ("007", datetime(2026, 11, 20))  # noqa: DTZ001
    header, row = sheets["Asked"]
    assert [dict(zip(header, row, strict=True))[name] for name in ("closed", "answered", "walked in")] == [0, 1, 0]


def test_a_workbook_goes_on_in_another_sheet_where_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large_tables, "ROWS_OF_A_SHEET", 2)
    book = LargeWorkbook({"asked": ["number"]}, made_at=NOW)
    book.add("asked", [[number] for number in range(5)])
    sheets = cells_of(book.finish().read())
    assert {name: [row[0] for row in rows] for name, rows in sheets.items()} == {
        "Asked": ["number", 0, 1],
        "Asked 2": ["number", 2, 3],
        "Asked 3": ["number", 4],
    }


def test_a_file_of_many_sessions_holds_few_of_them_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SESSIONS_AT_A_TIME", 2)
    for number in range(5):
        a_comment(f"Comment {number}", on=a_past_session(days_ago=number + 1))
    sizes = [len(batch.asked) for batch in queries.batches(AnswerScope(), at=NOW)]
    assert sizes == [2, 2, 1]


# Managers


def test_what_a_manager_says_of_a_person_is_coded_by_that_booking(visitor: Visitor) -> None:
    booking = somebody()
    an_issued(booking, Stage.MANAGER, answers={HAVE_YOU_SEEN_A_CHANGE: 1})
    [row] = exported(visitor)
    assert (row["stage"], row["words of the number"]) == (MANAGER_QUESTIONNAIRE, "Worse")
    assert row["booking"] == links.pseudonym("booking", booking.id)


def test_what_a_manager_says_for_all_is_one_row_of_nobody(visitor: Visitor) -> None:
    sessions = [a_past_session(a_course(title), days_ago=days) for title, days in (("Neglect", 9), ("Suicide", 3))]
    bookings = [a_booking(session, outcome=Outcome.ATTENDED) for session in (sessions[0], *sessions)]
    a_managers_comment("They ask better questions.", *bookings)
    [row] = exported(visitor)
    assert (row["person"], row["booking"], row["sector"]) == ("", "", "")
    assert (row["course"], row["session date"]) == ("Neglect; Suicide", "")
    named = rows_of(export_page(visitor).press(EXPORT_WITH_NAMES_AS_CSV))
    assert (named[0]["name"], named[0]["e-mail"], named[0]["agency name"]) == ("", "", "")


def test_a_manager_who_cannot_say_has_answered_and_said_nothing(visitor: Visitor) -> None:
    an_issued(somebody(), Stage.MANAGER, answered_at=NOW, cannot_say=CannotSay.NOT_SEEN)
    assert exported(visitor) == []
    [row] = asked(visitor)
    assert (row["answered"], row["cannot say"]) == ("1", "hasn’t seen them since")


def test_a_learning_week_stands_in_the_place_of_the_course(visitor: Visitor) -> None:
    week = a_learning_week(NOW.date(), name="Learning Week 2026")
    booking = a_booking(a_past_session(learning_week_id=week.id), outcome=Outcome.ATTENDED)
    an_issued(booking, Stage.POST_COURSE, answers={HOW_USEFUL: 4})
    assert [row["course"] for row in exported(visitor)] == ["Learning Week 2026"]


# Which answers, and how


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["Now"]),
        ("year=all", ["Then", "Now"]),
        ("year=2025-26", ["Then"]),
        ("year=all&course={course}", ["Then"]),
        ("from=2026-11-22&to=2026-11-22", ["Now"]),
    ],
)
def test_a_course_or_a_period_is_chosen(visitor: Visitor, asked: str, found: list[str]) -> None:
    then = a_past_session(days_ago=300)
    a_comment("Now", on=a_past_session(days_ago=1))
    a_comment("Then", on=then)
    assert [row["text"] for row in exported(visitor, asked.format(course=then.course_id))] == found


def test_somebody_found_to_have_been_absent_has_no_answer_in_it(visitor: Visitor) -> None:
    booking = a_comment().issued.booking
    booking.outcome = Outcome.NO_SHOW
    saved(booking)
    assert NO_ANSWER_TO_EXPORT in export_page(visitor).words


def test_nothing_to_export_says_so_instead_of_an_empty_file(visitor: Visitor) -> None:
    a_comment()
    page = export_page(visitor)
    empty = visitor.open_page("/evaluation/export?year=2019-20")
    assert "Nobody was asked anything here. Choose another course, another year, or all years." in empty.words
    assert not empty.soup.find_all("button", string=EXPORT_AS_CSV)
    token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    address = "/evaluation/export/answers.csv?year=2019-20"
    refused = visitor.open_page(address, method="POST", data={"csrf_token": token})
    assert refused.status == 409
    assert NO_ANSWER_TO_EXPORT in refused.words


def test_an_export_is_a_press_of_a_button(visitor: Visitor) -> None:
    visitor.sign_in(a_manager())
    assert visitor.open_page("/evaluation/export/answers.csv").status == 405


# The codebook


def test_the_codebook_says_what_the_codes_and_numbers_mean(visitor: Visitor) -> None:
    for booking, useful in ((somebody(), 4), (a_booking(a_past_session(), outcome=Outcome.ATTENDED), 2)):
        an_issued(booking, Stage.POST_COURSE, answers={"Knowledge": 8, HOW_USEFUL: useful})
    knowledge, useful_line = rows_of(export_page(visitor).click(CODEBOOK_AS_CSV))
    assert knowledge["what each number means"] == "1 = nothing … 10 = all I need for my work"
    assert (knowledge["measure"], knowledge["kind"], knowledge["answers"]) == ("Knowledge", "scale from 1 to 10", "2")
    assert useful_line["what each number means"].startswith("1 = Not at all useful; 2 = Not very useful")
    assert (useful_line["questionnaire"], useful_line["version"]) == (POST_COURSE_EVALUATION, "1")
    assert {row["question"] for row in exported(visitor)} == {knowledge["question"], useful_line["question"]}


def test_a_scale_without_words_at_its_ends_says_its_numbers(visitor: Visitor) -> None:
    measure = Measure(name="Reach", kind=QuestionKind.SCALE_5)
    question = Question(position=1, kind=QuestionKind.SCALE_5, words="How far?", measure=measure)
    details = {"is_brief": False, "version": 2, "published_at": NOW}
    questionnaire = saved(Questionnaire(stage=Stage.IMPACT, questions=[question], **details))
    an_issued(somebody(), Stage.IMPACT, questionnaire=questionnaire, answers={"Reach": 3})
    [line] = rows_of(export_page(visitor).click(CODEBOOK_AS_CSV))
    assert line["what each number means"] == "1 to 5"


def test_the_workbook_has_the_answers_and_the_codebook(visitor: Visitor) -> None:
    a_comment("=1+1")
    sheets = cells_of(export_page(visitor).press("Export as XLSX with the codebook").response.data)
    assert list(sheets) == ["Asked", "Answers", "Wide", "Codebook", "Columns"]
    header, row = sheets["Answers"]
    assert dict(zip(header, row, strict=True))["text"] == "=1+1"  # as words: openpyxl would tell a formula apart
    assert len(sheets["Codebook"]) == 2


# Names


def test_the_training_manager_exports_names(visitor: Visitor) -> None:
    an_issued(somebody(), Stage.POST_COURSE, answers={"Knowledge": 8})
    page = export_page(visitor).press(EXPORT_WITH_NAMES_AS_CSV)
    [row] = rows_of(page)
    assert (row["name"], row["e-mail"], row["agency name"]) == ("Ann Green", "ann@example.org", "Anyshire Hospital")
    assert "named-answers-2026-11-23.csv" in page.response.headers["Content-Disposition"]


def test_an_officer_is_not_offered_names_and_gets_none(visitor: Visitor) -> None:
    a_comment()
    page = visitor.sign_in(a_user(Role.TRAINING_OFFICER)).open_page("/evaluation/export")
    assert "Export with names" not in page.words
    token = page.soup.find("input", attrs={"name": "csrf_token"})["value"]
    for kind in ("answers.csv", "asked.csv", "everything.xlsx", "everything.zip"):
        sent = visitor.open_page(f"/evaluation/export/named/{kind}", method="POST", data={"csrf_token": token})
        assert sent.status == 403


def test_every_export_is_written_down(visitor: Visitor) -> None:
    a_comment()
    manager = a_manager()
    page = visitor.sign_in(manager).open_page("/evaluation/export?year=all")
    page.press(EXPORT_AS_CSV)
    page.press("Export with names as XLSX")
    entries, told = entries_about(manager), {"scope": {"year": "all"}, "rows": 1}
    assert [(entry.verb, entry.data, entry.actor_id, entry.at) for entry in entries] == [
        ("exported answers", {"file": "answers.csv", "is_named": False, **told}, manager.id, NOW),
        ("exported answers", {"file": "everything.xlsx", "is_named": True, **told}, manager.id, NOW),
    ]


def test_an_export_takes_the_same_queries_however_much_it_is(app: Flask) -> None:
    counted = []
    for _ in range(2):
        for _ in range(3):
            a_managers_comment("Good.", a_comment().issued.booking)
        settings.forget()  # as at the beginning of a request
        with queries_counted() as statements:
            written()
        counted.append(len(statements))
    assert counted[0] == counted[1]
