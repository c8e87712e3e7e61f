"""Published figures as words and numbers: one table on a page, one line a figure in a file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.evaluation.publishing.queries import PublicationLine, StageBasis, quarter_in_words
from app.evaluation.publishing.rules import Figure, Publication, PublishedFigure
from app.evaluation.publishing.rules_words import InWords, in_words, name_of
from app.evaluation.settling.models import FigureKind
from app.evaluation.stages import Stage
from app.files.spreadsheets import Cell
from app.web.formatting import day_month_year

WITHHELD = "withheld"

TABLES = (
    ("Who answered", FigureKind.RETURNS, tuple(Stage)),
    ("What they thought of it", FigureKind.SHARE, (Stage.PRE_COURSE, Stage.POST_COURSE)),
    ("What changed from before to after", FigureKind.CHANGE, (Stage.POST_COURSE,)),
    ("What they had kept weeks later, compared with before", FigureKind.CHANGE, (Stage.IMPACT,)),
    ("What they did differently", FigureKind.SHARE, (Stage.IMPACT,)),
    ("What their managers saw", FigureKind.SHARE, (Stage.MANAGER,)),
)
"""Reaction, then learning and whether it stayed, then behaviour."""


@dataclass(frozen=True)
class PublicationTable:
    """Some figures, a column each, in words."""

    heading: str
    figures: Sequence[Figure]

    @property
    def anchor(self) -> str:
        """Where the page's contents lead."""
        subject = self.figures[0].subject
        return f"{subject.kind.value}-{subject.stage.value}"

    def lines(self, lines: Iterable[PublicationLine]) -> list[PublicationLine]:
        """Those of which it has anything to say."""
        return [line for line in lines if any(self.cell(figure, line) for figure in self.figures)]

    def cell(self, figure: Figure, line: PublicationLine) -> InWords | None:
        """None where nobody was asked."""
        if line.key in figure.of:
            return in_words(figure.of[line.key])
        return InWords(WITHHELD) if line.key in figure.withheld else None

    def name(self, figure: Figure) -> str:
        return name_of(figure)


def basis_in_words(basis: StageBasis, *, at: datetime) -> str:
    """On which quarters a stage's figures rest, when the last was settled, and when the next one will be."""
    said = f"{basis.stage.heading}: {_settled_in_words(basis)}"
    if basis.next_quarter and basis.next_at:
        is_due = basis.next_at <= at  # it will be counted within the hour, or somebody can still answer
        when = "once nobody can answer any more" if is_due else f"not before {day_month_year(basis.next_at)}"
        said += f"; {quarter_in_words(basis.next_quarter)} {when}"
    return f"{said}."


def _settled_in_words(basis: StageBasis) -> str:
    if not basis.settled:
        return "nothing settled yet"
    first, last, how_many = basis.settled[0], basis.settled[-1], len(basis.settled)
    _, ends = quarter_in_words(last.quarter).split(" to ")
    of = quarter_in_words(first.quarter) if how_many == 1 else f"sessions of {how_many} quarters, to {ends}"
    return f"{of}, settled {day_month_year(last.at)}"


def publication_tables(publication: Publication) -> list[PublicationTable]:
    """Those that have anything to show."""
    tables = [
        PublicationTable(title, [figure for stage in stages for figure in publication.about(kind, stage)])
        for title, kind, stages in TABLES
    ]
    return [table for table in tables if any(figure.of or figure.withheld for figure in table.figures)]


HEADER = (
    *("Group", "Question or measure", "Counts", "Stage", "Withheld", "Answers", "Asked", "Percent, at least"),
    *("Percent, at most", "Percent of all asked, at least", "Percent of all asked, at most", "Mean change"),
    *("95% interval, low", "95% interval, high", "Interval excludes nought", "Sessions counted", "Sessions in all"),
)


def as_rows(publication: Publication, lines: Sequence[PublicationLine]) -> Iterator[Sequence[Cell]]:
    """A line a figure, for a file: numbers as numbers, and nothing where a figure doesn't have one."""
    for figure in publication.figures:
        subject = figure.subject
        for line in lines:
            about = (line.name, subject.name or subject.stage.heading, _counts(figure), subject.stage.words)
            if line.key in figure.of:
                yield (*about, "no", *_numbers(figure.of[line.key]))
            elif line.key in figure.withheld:
                yield (*about, "yes", *[None] * (len(HEADER) - len(about) - 1))


def _counts(figure: Figure) -> str:
    kinds = {FigureKind.RETURNS: "answered", FigureKind.CHANGE: "change"}
    return kinds.get(figure.subject.kind) or figure.subject.said


def _numbers(figure: PublishedFigure) -> list[Cell]:
    is_change = figure.subject.kind is FigureKind.CHANGE
    percent: Sequence[int | None] = (None, None) if is_change else figure.percent
    of_asked: Sequence[int | None] = figure.percent_of_asked if figure.has_bounds else (None, None)
    mean = round(figure.mean, 1) if is_change else None
    interval: Sequence[float | None] = (figure.interval if is_change else None) or (None, None)
    excludes = None if interval == (None, None) else "yes" if figure.excludes_nought else "no"
    sessions = (figure.session_count, max(figure.of_sessions, figure.session_count))
    answers = figure.low if figure.subject.kind is FigureKind.RETURNS else figure.n
    return [answers, figure.asked, *percent, *of_asked, mean, *interval, excludes, *sessions]
