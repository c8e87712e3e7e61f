"""An export as its reader has it: rows of text out of a ZIP of CSV files, and nothing of Coursebook's own."""

import csv
import io
import zipfile
from typing import Any

Row = dict[str, str]


class RawExport:
    """The tables of a ZIP; `number` and `flag` read what stands in their cells."""

    def __init__(self, content: bytes) -> None:
        archive = zipfile.ZipFile(io.BytesIO(content))
        self.tables: dict[str, list[Row]] = {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }

    @property
    def asked(self) -> list[Row]:
        return self.tables["asked"]

    @property
    def answers(self) -> list[Row]:
        return self.tables["answers"]

    @property
    def codebook(self) -> dict[str, Row]:
        return {row["question"]: row for row in self.tables["codebook"]}


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def flag(cell: str) -> bool:
    return {"1": True, "0": False}[cell]


def as_the_tables_say_it(export: RawExport) -> tuple[dict[Any, dict[str, Any]], list[dict[str, Any]]]:
    """What was issued, by its code, and the numbers that were answered, of an export with names."""
    issued = {
        row["asked"]: {
            "id": row["asked"],
            "stage": row["stage"],
            "booking_id": row["booking"],
            "practitioner_id": row["person"],
            "state": row["booking state"],
            "outcome": row["outcome"] or None,
            "session_id": row["session"],
            "course": row["course"],
            "course_id": row["course code"],
            "strand": row["strand"],
            "week": row["week"] or None,
            "agency": row["agency name"] if row["agency"] else None,
            "agency_id": row["agency"] or None,
            "sector": row["sector"] or None,
            "answered": flag(row["answered"]),
            "closed": flag(row["closed"]),
            "trainers": [code for code in row["trainers"].split("; ") if code],
            "mode": row["mode"] or None,
            "cannot_say": row["cannot say"] or None,
        }
        for row in export.asked
    }
    answers = [
        {
            "issued_id": row["asked"],
            "words": export.codebook[row["question"]]["question words"],
            "kind": export.codebook[row["question"]]["kind"],
            "measure": row["measure"] or None,
            "number": number(row["number"]),
        }
        for row in export.answers
        if row["number"] and row["asked"]
    ]
    return issued, answers
