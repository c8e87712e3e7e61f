"""Importing a programme: all of a file or nothing, every bad line named, and no file that brings the page down."""

import io
import zipfile
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from app.core.database import db
from app.files.tables import Unreadable
from app.notifications.models import Message
from app.programme.models import Course, Series, Strand, UsualLength
from app.programme.models_sessions import Delivery, SessionState, TrainingSession
from app.programme.sessions import queries
from app.programme.years import services_imports
from app.programme.years.refusals import BadProgrammeFile
from app.programme.years.rules_imports import COLUMNS
from app.programme.years.rules_tables import PROGRAMME, read_csv, read_file
from app.web.dates import read_date, read_time
from tests.builders import a_course, a_learning_week, a_manager, a_session, a_trainer
from tests.conftest import NOW
from tests.page import Page, Visitor
from tests.words import CHECK_THE_FILE, CHECK_WHAT_WILL_BE_ADDED, CHOOSE_A_FILE

HEADER = "course,date,starts,ends,places,delivery,venue"
LINE = "Complex neglect,2027-06-09,09:30,16:30,20,venue,Town Hall"


@pytest.fixture
def team(visitor: Visitor) -> Visitor:
    return visitor.sign_in(a_manager())


def as_xlsx(*rows: list[Any]) -> bytes:
    workbook, out = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(out)
    return out.getvalue()


def upload(team: Visitor, content: bytes | str, name: str = "programme.csv") -> Page:
    content = content.encode() if isinstance(content, str) else content
    return team.open_page("/manage/programme/import").press(CHECK_THE_FILE, file=(io.BytesIO(content), name))


def add(text: str) -> list[TrainingSession]:
    return services_imports.import_programme(text, by=a_manager(), at=NOW)


def complaints_about(text: str) -> list[str]:
    with pytest.raises(BadProgrammeFile) as bad:
        add(text)
    assert db.session.query(TrainingSession).filter_by(state=SessionState.DRAFT).count() == 0
    return bad.value.complaints


# What is typed


@pytest.mark.parametrize("words", ["2027-02-08", "8 February 2027", "08 feb 2027", "8/2/2027", " 08/02/2027 "])
def test_a_date_is_read_in_the_ways_it_is_written_here(words: str) -> None:
    assert read_date(words) == date(2027, 2, 8)


@pytest.mark.parametrize("words", ["", "2027-02-30", "31/4/2027", "8/2/27", "8 Febtember 2027", "0026-12-10", "8"])
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(ValueError):
        read_date(words)


def test_a_time_is_read_in_the_ways_it_is_written_here() -> None:
    read = [read_time(words) for words in ("09:30", "9.30", "9:30am", "1 pm", "12am", "13:00:00")]
    assert read == [time(9, 30), time(9, 30), time(9, 30), time(13), time(0), time(13)]
    for words in ("", "9", "25:00", "13pm", "9:3", "half nine"):
        with pytest.raises(ValueError):
            read_time(words)


# Files


@pytest.mark.parametrize(
    "content",
    [
        f"{HEADER}\n\n{LINE}\n".encode(),
        f"\ufeff{HEADER}\r\n\r\n{LINE}\r\n".encode(),
        f"{HEADER}\n\n{LINE}".replace(",", ";").encode(),
        f"{HEADER}\r\n\r\n{LINE}\r\n".replace(",", "\t").encode("utf-16"),
        as_xlsx(
            HEADER.split(","),
            [],
            ["Complex neglect", date(2027, 6, 9), time(9, 30), time(16, 30), 20.0, "venue", "Town Hall"],
        ),
    ],
    ids=["commas", "byte order mark", "semicolons", "unicode text", "xlsx"],
)
def test_one_programme_in_different_files(content: bytes) -> None:
    table = read_file(content, "programme")
    assert (table.header, table.lines) == (HEADER.split(","), {3: LINE.split(",")})
    assert read_csv(table.as_csv()) == table


def test_a_real_time_in_a_cell_is_rounded_to_its_minute_and_a_formula_is_text() -> None:
    content = as_xlsx(["course", "starts"], ["'=1+1", time(9, 29, 59)])
    assert read_file(content, "p.xlsx").lines == {2: ["'=1+1", "09:30"]}
    assert read_csv('course\n"=HYPERLINK(""http://x"")"\n').lines == {2: ['=HYPERLINK("http://x")']}


def a_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def with_part(name: str, content: bytes) -> bytes:
    """A sound workbook with one part exchanged."""
    sound, out = zipfile.ZipFile(io.BytesIO(as_xlsx(["course"], ["Neglect"]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in sound.namelist():
            packed.writestr(part, content if part == name else sound.read(part))
    return out.getvalue()


ENTITIES = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<worksheet><sheetData>&b;</sheetData></worksheet>"""
FAR_AWAY = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="9999999999"><c r="A9999999999" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "p.csv", "This file is empty."),
        (b"\n" + HEADER.encode(), "p.csv", "The first line must hold the names of the columns"),
        (HEADER.encode(), "p.csv", "no session below them"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "p.xls", "older Excel file"),
        (b"nothing like it", "p.xlsx", "isn’t a whole XLSX file"),
        ("course\nLéa".encode("latin-1"), "p.csv", "UTF-8"),
        (b"\n\n", "p.csv", "This file is empty."),
        (b"course\0", "p.csv", "isn’t a CSV or XLSX file"),
        (b'course\n"open', "p.csv", "Line 2: this line can’t be read."),
        (b"course\n" + b"x\n" * (PROGRAMME.most_rows + 1), "p.csv", "more than 2,000 rows"),
        (b"course\n" + (b"x" * 120_000 + b"\n") * 10, "p.csv", "too much text"),
        (b"PK\x03\x04 and no more", "p.xlsx", "isn’t a whole XLSX file"),
        (a_zip(hello=b"world"), "p.xlsx", "can’t be read"),
        (with_part("xl/worksheets/sheet1.xml", b" " * 6_000_000), "p.xlsx", "too large once it is unpacked"),
        (with_part("xl/styles.xml", b" " * 2_500_000), "p.xlsx", "too large once it is unpacked"),
        (with_part("xl/worksheets/sheet1.xml", ENTITIES), "p.xlsx", "can’t be read"),
        (with_part("xl/worksheets/sheet1.xml", FAR_AWAY), "p.xlsx", "goes on beyond line 20,000"),
        (with_part("xl/workbook.xml", b"<workbook"), "p.xlsx", "can’t be read"),
    ],
)
def test_a_file_that_is_no_programme_is_refused_in_words(content: bytes, name: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_file(content, name)


# What is wrong with the lines


def test_everything_that_is_wrong_is_told_with_its_line(app: Flask) -> None:
    a_course("Complex neglect")
    a_course("Old course", is_retired=True)
    a_learning_week(date(2027, 2, 8), name="Learning Week 2027")
    for _ in range(2):
        a_trainer("Sam")
    span = "8 February 2027 to 12 February 2027"
    header = "Course, DATE ,starts,ends,places,delivery,venue,joining link,trainers,Learning  week,open"
    day = "2027-06-09,09:30,16:30"
    lines = [
        f"Complex neglect,{day},20,venue,Hall",
        f"Unheard of,{day},20,virtual",
        f"Old course,{day},20,virtual",
        f",{day},0,by post",
        "Complex neglect,31/6/2027,9,,many,hybrid",
        "Complex neglect,2027-06-10,16:30,09:30,20,virtual",
        "Complex neglect,2027-03-28,01:30,03:00,20,virtual",
        "Complex neglect,2027-06-11,9:30,12:30,5001,virtual,,meet.example,Ann;Sam",
        "Complex neglect,2027-02-15,9:30,12:30,20,virtual,,,,learning week 2027,maybe",
        "Complex neglect,2027-02-16,9:30,12:30,20,virtual,,,,Another week,,2027-02-16,9:30,12:30",
        f"complex NEGLECT,{day},20,virtual",
        f"Complex neglect,2027-06-14,9:30,12:30,20,virtual,{'x' * 201},,,,,2027-06-15",
        "Complex neglect,2027-06-16,9:30,12:30,20,virtual,,,,,,,,,lunchtime,stray",
        f"New one,{day},20,virtual,,,,,,,,,conference",
        "New one,2027-06-10,09:30,16:30,20,virtual,,,,,,,,,juggling",
    ]
    told = complaints_about("\n".join([f"{header},date 2,starts2,ends 2,strand", *lines]))
    assert told == [
        "Line 3: there is no course “Unheard of”; give its strand to add it",
        "Line 4: the course “Old course” is retired",
        "Line 5: course is empty",
        "Line 5: delivery “by post” isn’t one of: virtual, venue, hybrid",
        "Line 5: places “0” isn’t a whole number from 1 to 5,000",
        "Line 6: date “31/6/2027” isn’t a real date, such as 2027-02-08",
        "Line 6: starts “9” isn’t a time, such as 09:30",
        "Line 6: ends is empty",
        "Line 6: venue is empty",
        "Line 6: places “many” isn’t a whole number from 1 to 5,000",
        "Line 7: each day must end after it starts",
        "Line 8: the clocks go forward that night: there is no such time. Choose another",
        "Line 9: joining link isn’t a whole address, beginning with https://",
        "Line 9: places “5001” isn’t a whole number from 1 to 5,000",
        "Line 9: there is no trainer “Ann” in the pool",
        "Line 9: 2 trainers are called “Sam”; choose one on the session’s page",
        f"Line 10: not all days lie within Learning Week 2027, {span}",
        "Line 10: open “maybe” isn’t yes or no",
        "Line 11: two days have the same date",
        "Line 11: there is no Learning Week “Another week”",
        "Line 12: line 2 has the same course with the same start",
        "Line 13: venue is longer than 200 characters",
        "Line 13: starts 2 is empty",
        "Line 13: ends 2 is empty",
        "Line 14: something stands in a column that has no name",
        "Line 14: the strand is lunchtime here and core topic in the programme",
        "Line 16: strand “juggling” isn’t one of: core topic, specialist, lunchtime, conference, bespoke, e-learning",
    ]


def test_what_the_programme_has_already_is_refused_unless_it_was_cancelled(app: Flask) -> None:
    course = a_course("Complex neglect")
    a_session(course, on=date(2027, 6, 9))
    a_session(course, on=date(2027, 6, 10), state=SessionState.CANCELLED)
    again = f"{HEADER}\n{LINE}\n{LINE.replace('06-09', '06-10')}"
    assert complaints_about(again) == ["Line 2: this course has a session in the programme that starts then"]


def test_columns_are_named_as_they_should_be(app: Flask) -> None:
    assert complaints_about("course,date,date,colour,starts,ends,places\nx") == [
        "Line 1: there is no column “colour” in a programme",
        "Line 1: the column “date” is there twice",
        "Line 1: the column “delivery” is missing",
    ]


def test_fifty_complaints_are_shown_and_the_rest_counted(app: Flask) -> None:
    told = complaints_about("\n".join([HEADER, *(LINE.replace("09:30", f"{n // 60}:{n % 60:02d}") for n in range(60))]))
    assert (len(told), told[-1]) == (51, "and 10 more")


# What is added


def test_a_programme_is_added_as_drafts_with_its_new_courses(app: Flask) -> None:
    week, ann = a_learning_week(date(2027, 2, 8), name="Learning Week 2027"), a_trainer("Ann")
    known = a_course("Complex neglect")
    rows = [
        "course;date;starts;ends;places;delivery;venue;joining link;trainers;learning week;open;strand;level;summary;"
        "date 2;starts 2;ends 2",
        "COMPLEX NEGLECT;8 February 2027;9:30;12:30;20;hybrid;Hall;https://meet.example.org/1;ann;Learning week 2027",
        "Trio;2027-06-09;09:30;16:30;150;virtual;;;;;yes;;;",
        "Trio;2027-07-05;09:30;16:30;30;virtual;;;;;no;Specialist;Level 2;About three.;2027-07-06;09:30;16:30",
        "=cmd;2027-07-07;12:30;13:30;60;virtual;;;;;;specialist;;",
        "How to… listen;2027-07-08;12:30;13:30;60;virtual;;;;;yes;lunchtime;;",
    ]
    one, two, three, four, five = add("\n".join(rows))
    assert (one.course, one.trainers, one.learning_week, one.delivery) == (known, [ann], week, Delivery.HYBRID)
    assert (one.venue, one.joining_link, one.is_draft) == ("Hall", "https://meet.example.org/1", True)
    assert one.days[0].on == date(2027, 2, 8)
    trio, command = two.course, four.course
    assert (trio.strand, trio.level, trio.summary) == (Strand.SPECIALIST, "Level 2", "About three.")
    assert (trio.usual_length, command.usual_length) == (UsualLength.TWO_DAYS, UsualLength.HALF_DAY)
    assert (two.is_open, three.is_open, len(three.days)) == (True, False, 2)
    assert command.title == "=cmd"
    assert (five.course.series, five.course.usual_length) == (Series.HOW_TO, UsualLength.LUNCHTIME)
    assert db.session.query(Message).count() == 0


def test_a_file_is_checked_shown_and_added(team: Visitor) -> None:
    page = upload(team, f"{HEADER},strand\n\n{LINE},core topic\n{LINE.replace('06-09', '05-31')}\n")
    assert page.h1 == CHECK_WHAT_WILL_BE_ADDED
    assert "2 drafts and 1 course." in page.words
    assert "3 Complex neglect Wed 9 Jun 2027, 9:30am to 4:30pm Town Hall 20" in page.words
    assert "31 May 2027 is a bank holiday" in page.words
    assert db.session.query(Course).count() == 0
    page = page.press("Add 2 drafts")
    assert page.notice == "2 drafts added. Nobody is told until you publish them."
    assert [draft.days[0].on for draft in queries.drafts()] == [date(2027, 5, 31), date(2027, 6, 9)]


def test_the_preview_says_what_to_look_at_in_each_line(team: Visitor) -> None:
    """Who or what is taken twice, by what is in the programme or by another line; odd hours and places."""
    a_session(a_course("Neglect"), on=date(2027, 6, 10), trainers=[a_trainer("Ann Lee")])
    rows = (
        "course,date,starts,ends,places,delivery,trainers,strand",
        "Trio,2027-06-10,09:00,12:00,20,virtual,Ann Lee,specialist",
        "Trio,2027-06-11,09:00,23:30,2000,virtual,Ann Lee,",
        "Sleep,2027-06-11,13:00,14:00,20,virtual,Ann Lee,specialist",
    )
    page = upload(team, "\n".join(rows))
    notes = [row.find_all("td")[-1].get_text(" ").strip() for row in page.soup.select("table")[-1].select("tbody tr")]
    assert notes == [
        "Ann Lee also teaches Neglect, Thu 10 Jun 2027, 9:30am to 1:30pm",
        "It ends at 11:30pm on Fri 11 Jun 2027; It has 2,000 places; "
        "Ann Lee also teaches Sleep, Fri 11 Jun 2027, 1pm to 2pm",
        "Ann Lee also teaches Trio, Fri 11 Jun 2027, 9am to 11:30pm",
    ]


def test_what_was_shown_is_checked_again_when_it_is_added(team: Visitor) -> None:
    course = a_course("Complex neglect")
    preview = upload(team, as_xlsx(HEADER.split(","), [], LINE.split(",")), "programme.xlsx")
    a_session(course, on=date(2027, 6, 9))
    page = preview.press("Add 1 draft")
    assert page.problems == ["Line 3: this course has a session in the programme that starts then"]
    assert page.h1 == "Import a programme"
    page = preview.press("Add 1 draft", text="rubbish")
    assert page.problems == ["This file holds the names of the columns but no session below them."]
    assert queries.drafts() == []


def test_a_bad_file_is_refused_beside_the_field(team: Visitor) -> None:
    assert team.open_page("/manage/programme/import").press(CHECK_THE_FILE).problems == [CHOOSE_A_FILE]
    page = upload(team, f"{HEADER}\n{LINE}\n{LINE}")
    assert page.problems == [
        "Line 2: there is no course “Complex neglect”; give its strand to add it",
        "Line 3: there is no course “Complex neglect”; give its strand to add it",
        "Line 3: line 2 has the same course with the same start",
    ]
    assert page.error_beside("file") == page.problems[0]
    page = upload(team, b"x" * (2 * 1024 * 1024 + 1))
    assert (page.status, page.h1) == (413, "That is too large")


def test_the_template_holds_the_columns(team: Visitor) -> None:
    response = team.open_page("/manage/programme/import/template.csv").response
    assert read_csv(response.get_data().decode("utf-8-sig") + "x").header == list(COLUMNS)
