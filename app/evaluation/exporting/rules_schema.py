"""The columns of an export, with what they mean: one list for the files, the page and the documents."""

from dataclasses import dataclass

SCHEMA = 2
"""The version of this list. A column that is added, gone, renamed or means something else makes the next one."""

ASKED, ANSWERS, WIDE, CODEBOOK, SCHEMA_TABLE = "asked", "answers", "wide", "codebook", "columns"

TABLES = {
    ASKED: "one row for everybody who was asked, answered or not, at each stage",
    ANSWERS: "one row for every answer",
    WIDE: "one row for everybody who was asked, with a column for every question",
    CODEBOOK: "one row for every question in each of its versions",
    SCHEMA_TABLE: "what each column of each table says",
}


@dataclass(frozen=True)
class Column:
    """One column of a table; `is_named` stands only in an export with names."""

    table: str
    name: str
    kind: str
    meaning: str
    is_named: bool = False


_CODE, _TEXT, _NUMBER, _DAY, _FLAG = "code", "text", "number", "date", "1 or 0"
_INSTANT = "date and time"

_WHO = (
    ("asked", _CODE, "the questionnaire that was issued: one person, one booking, one stage"),
    ("person", _CODE, "the practitioner it is about; the same in every file"),
    ("booking", _CODE, "the booking: before, after and later are matched by it"),
)
_NAMES = (
    ("name", _TEXT, "the practitioner’s name"),
    ("e-mail", _TEXT, "their address"),
    ("agency name", _TEXT, "their agency as they booked"),
)
_VERSION = ("schema", _NUMBER, "the version of this list of columns")

_ASKED = (
    ("session", _CODE, "the session of the booking"),
    ("cluster", _CODE, "within which answers are alike: intervals are worked out by it. It is the session"),
    ("course", _TEXT, "the title of the session’s course"),
    ("course code", _CODE, "the course, whatever its title becomes"),
    ("week", _TEXT, "the Learning Week of the session: it is asked about once, and belongs to no course’s results"),
    ("strand", _TEXT, "the course’s strand; bespoke is reported apart"),
    ("session date", _DAY, "its first day"),
    ("year", _TEXT, "the programme year of that day"),
    ("quarter", _DAY, "the first day of its quarter"),
    ("trainers", _CODE, "those who confirmed, with “; ” between"),
    ("agency", _CODE, "the person’s agency as they booked; empty where none was given"),
    ("sector", _TEXT, "of that agency"),
    ("stage", _TEXT, "before, after, later or manager"),
    ("stage in words", _TEXT, "as pages say it"),
    ("version", _CODE, "the version of the questionnaire that was issued"),
    ("booking state", _TEXT, "booked or walked-in; others had no place in the end"),
    ("outcome", _TEXT, "what came of the booking; empty before the register is marked"),
    ("walked in", _FLAG, "they came without a booking, and nobody could ask them before"),
    ("issued", _INSTANT, "when it was issued, on London’s clock"),
    ("closes", _INSTANT, "until when it can be answered"),
    ("closed", _FLAG, "that was over when the file was made; return rates count these alone"),
    ("answered", _FLAG, "an answer was given, if only that they can’t say"),
    ("answered at", _INSTANT, "when, or when it was typed in from paper"),
    ("completed on", _DAY, "the date on the paper, where it came on paper"),
    ("mode", _TEXT, "phone, desktop or paper; empty where it isn’t known, or nobody answered"),
    ("only on paper", _FLAG, "nobody had been asked online when the paper was typed in"),
    ("cannot say", _TEXT, "why a manager can’t say anything about this person"),
    ("counts from", _INSTANT, "when it counts for others than the office, with all of its quarter"),
)

_ANSWERS = (
    ("course", _TEXT, "what was asked about; a Learning Week in the place of the course"),
    ("session date", _DAY, "its first day; empty where a manager wrote about several"),
    ("sector", _TEXT, "of the agency"),
    ("stage", _TEXT, "as pages say it"),
    ("questionnaire version", _NUMBER, "which version of its questionnaire"),
    ("question", _CODE, "its line of the codebook"),
    ("question words", _TEXT, "with the words at the ends of its scale"),
    ("measure", _TEXT, "questions with the same measure can be compared between stages"),
    ("number", _NUMBER, "the number that was chosen; empty where several were, or words were asked"),
    ("chosen", _TEXT, "the numbers of several choices, or of steps in the order given, as “1; 3”"),
    ("words of the number", _TEXT, "what was chosen, in words, with “; ” between several"),
    ("instead", _TEXT, "what was ticked instead of an answer: not applicable, declined or doesn’t know"),
    ("right", _FLAG, "of a knowledge item: whether the answer is; empty where it isn’t scored"),
    ("text", _TEXT, "what was written, as it stands after any redaction"),
    ("answered on", _DAY, "the date on the paper, where it came on paper"),
    ("from paper", _FLAG, "it was typed in from paper"),
    ("redacted", _FLAG, "something was taken out of the text"),
)

_WIDE = (
    ("session", _CODE, "the session of the booking"),
    ("stage", _TEXT, "before, after, later or manager"),
)

_CODEBOOK = (
    ("question", _CODE, "of this question in this version: the name of its column in the wide table"),
    ("question words", _TEXT, "what it asks"),
    ("kind", _TEXT, "how it is answered"),
    ("measure", _TEXT, "questions with the same measure can be compared between stages"),
    ("stage in words", _TEXT, "as pages say it"),
    ("stage", _TEXT, "before, after, later or manager"),
    ("questionnaire", _TEXT, "the default of its stage, or a course’s own"),
    ("version", _NUMBER, "of that questionnaire"),
    ("position", _NUMBER, "its place in it"),
    ("required", _FLAG, "it must be answered"),
    ("lowest", _NUMBER, "the lowest number that can be chosen"),
    ("highest", _NUMBER, "the highest"),
    ("what each number means", _TEXT, "its choices, or the words at the ends of its scale"),
    ("headline numbers", _TEXT, "the numbers whose share is told in one figure"),
    ("thinks back to", _TEXT, "the measure that it asks about, thinking back (a then-test)"),
    ("transfer index", _FLAG, "it is a part of the index of transfer"),
    ("reversed", _FLAG, "it counts there the other way round"),
    ("shown after", _CODE, "the question on whose answer it depends; empty where everybody is asked"),
    ("shown after numbers", _TEXT, "the answers to that question after which it is shown"),
    ("offers not applicable", _FLAG, "that can be ticked instead"),
    ("can be declined", _FLAG, "and so can that"),
    ("knowledge item", _CODE, "the thing known; parallel items have one code"),
    ("right numbers", _TEXT, "the numbers that are right; of steps, in the right order"),
    ("answers", _NUMBER, "how many there are in this export"),
    _VERSION,
)

_SCHEMA_TABLE = (
    ("table", _TEXT, "the table"),
    ("column", _TEXT, "its column"),
    ("kind", _TEXT, "what its cells are"),
    ("only with names", _FLAG, "it stands only in an export with names"),
    ("meaning", _TEXT, "what it says"),
    _VERSION,
)


def _columns() -> list[Column]:
    with_names = ((ASKED, _ASKED), (ANSWERS, _ANSWERS), (WIDE, _WIDE))
    found: list[Column] = []
    for table, columns in with_names:
        found += [Column(table, *each) for each in _WHO]
        found += [Column(table, *each, is_named=True) for each in _NAMES]
        for each in columns:
            found.append(Column(table, *each))
            if each[0] == "trainers":
                found.append(Column(table, "trainer names", _TEXT, "the same, by name", is_named=True))
        if table == WIDE:
            found.append(
                Column(
                    table,
                    "Q…",
                    "as its question",
                    "the answer to that question of the codebook; several as “1; 3”, empty if ticked instead",
                )
            )
        found.append(Column(table, *_VERSION))
    found += [Column(CODEBOOK, *each) for each in _CODEBOOK]
    return found + [Column(SCHEMA_TABLE, *each) for each in _SCHEMA_TABLE]


COLUMNS = _columns()


def columns_of(table: str, *, is_named: bool = False) -> list[str]:
    """The names of a table's columns; those of its questions stand before the last of the wide one."""
    return [
        each.name for each in COLUMNS if each.table == table and (is_named or not each.is_named) and each.name != "Q…"
    ]


def schema_rows() -> list[list[str | int]]:
    return [[each.table, each.name, each.kind, int(each.is_named), each.meaning, SCHEMA] for each in COLUMNS]
