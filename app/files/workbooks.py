"""What an XLSX file is made of, looked through before its reader is let at it: a small file can cost a reader much."""

import io
import zipfile
from typing import IO
from xml.parsers.expat import ParserCreate

MOST_ELEMENTS = 600_000
"""In all parts together: 2,000 rows of 60 cells, each with a value, are 240,000."""

DEEPEST = 40

_NOT_INSIDE_ITSELF = {"worksheet", "sheetData", "row", "c", "v", "is", "sst", "si"}
"""Excel never nests these; its reader goes over what is inside anew for each that ends."""


def must_be_flat(content: bytes) -> None:
    """Raises ValueError, or what the readers of ZIP and XML raise, at the first thing that is too much."""
    structure = _Structure()
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        for part in workbook.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with workbook.open(part) as stream:
                    structure.read(stream)


class _Structure:
    """How many elements there are, how deep they lie, and that rows and cells aren't inside one another."""

    def __init__(self) -> None:
        self.elements = 0
        self.open: list[str] = []

    def read(self, stream: IO[bytes]) -> None:
        """Raises ValueError at the first element that is too much, or the parser's error."""
        self.open = []
        parser = ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = lambda name: self.open.pop()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.ParseFile(stream)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.elements += 1
        if self.elements > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise ValueError("too many elements, or too deep")
        if tag in _NOT_INSIDE_ITSELF and tag in self.open:
            raise ValueError(f"{tag} inside {tag}")
        self.open.append(tag)

    def _refuse(self, *declared: object) -> None:
        raise ValueError("a document type, which Excel never writes")
