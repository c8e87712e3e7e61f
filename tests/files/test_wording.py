"""The words that are the office's own: named fields and nothing else, in every letter."""

import re

import pytest
from flask import Flask

from app.files.letters import worded_letters
from app.files.wording import FIELDS, fill, fill_subject, read_head, unknown_fields
from tests.conftest import ROOT


def test_fields_give_way_once_and_what_is_not_known_stays() -> None:
    values = {"course": "Neglect {name}", "name": "Ann"}
    assert fill("{name}: {course}, {nothing} {", values) == "Ann: Neglect {name}, {nothing} {"
    assert fill("Hello {name},", {"name": ""}) == "Hello,"


@pytest.mark.parametrize(
    ("words", "course", "subject"),
    [
        ("You are booked: {course}, {date}", "Complex neglect", "You are booked: Complex neglect, Thu 3 Dec 2026"),
        (
            "You are booked: {course}, {date}",
            "Sexual Abuse: Intrafamilial Harm, Harmful Practices",
            "You are booked: Sexual Abuse: Intrafamilial…, Thu 3 Dec 2026",
        ),
        ("A place came free, yours until noon on {date}: {course}", "Professional curiosity and critical thinking",
         "A place came free, yours until noon on Thu 3 Dec 2026: Professional curiosity…"),
        ("{course}", "X" * 80, "X" * 59 + "…"),
        ("Words that the office has made very long indeed, and no course", "X", None),
    ],
)  # fmt: skip
def test_a_long_subject_shortens_the_course_and_keeps_what_and_when(
    words: str, course: str, subject: str | None
) -> None:
    assert fill_subject(words, {"course": course, "date": "Thu 3 Dec 2026"}) == (subject or words)


@pytest.mark.parametrize(
    ("words", "strange"),
    [
        ("{course} and {name}", []),
        ("{Course}", ["{Course}"]),
        ("{course.id} {course!r} {0} {}", ["{course.id}", "{course!r}", "{0}", "{}"]),
        ("{secret-0} {{ 7 * 7 }}", ["{secret-0}", "{", "{ 7 * 7 }", "}"]),
        ("left { over", ["{"]),
        ("left over }", ["}"]),
    ],
)
def test_what_is_no_field_is_named(words: str, strange: list[str]) -> None:
    assert unknown_fields(words, ("course", "name")) == strange


def test_every_letter_has_a_name_of_its_own_and_names_no_field_that_it_lacks(app: Flask) -> None:
    letters = worded_letters()
    templates = [path for path in ROOT.glob("templates/**/email/*.txt") if not path.name.startswith("_")]
    assert len(letters) == len(templates) > 50
    assert all(len(letter.group.NAME) <= 40 for letter in letters.values())
    assert {name for letter in letters.values() for name in letter.fields} == set(FIELDS)


def test_every_letter_says_the_fields_that_it_declares(app: Flask) -> None:
    """Its template, with what it includes, notes each of them."""
    for letter in worded_letters().values():
        noted = set(re.findall(r"(?:fields\(|, )(\w+)=", _whole(letter.template)))
        assert set(letter.fields) - {"partnership"} <= noted, letter.template


def _whole(template: str) -> str:
    source = (ROOT / "templates" / template).read_text(encoding="utf-8")
    return source + "".join(_whole(name) for name in re.findall(r'include "([^"]+)"', source))


@pytest.mark.parametrize("head", ["Hello", "{#\nLetter: x\nTitle: X\n#}\n"])
def test_a_template_without_a_head_is_no_letter(head: str) -> None:
    with pytest.raises(ValueError, match="doesn’t say"):
        read_head("booking/email/x.txt", head)


def test_a_head_names_no_field_that_nobody_knows() -> None:
    head = "{#\nLetter: x\nTitle: X\nGoes out: now\nFields: name\nSubject: {nobody}\nOpening:\nClosing:\n#}\n"
    with pytest.raises(ValueError, match="nobody"):
        read_head("booking/email/x.txt", head)
