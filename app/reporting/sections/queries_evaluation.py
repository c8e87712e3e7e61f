"""What training changed: published figures alone, so that nothing is told of fewer than five people."""

from collections.abc import Sequence

from app.evaluation.comments import queries as comments
from app.evaluation.cutoff import FEWEST
from app.evaluation.evidence import queries as evidence
from app.evaluation.publishing import queries as publishing
from app.evaluation.publishing.rules import YEAR, Figure, Publication, PublishedFigure
from app.evaluation.publishing.rules_words import in_words as figure_in_words
from app.evaluation.publishing.rules_words import name_of
from app.evaluation.results.rules import NORM
from app.evaluation.scope import AnswerScope
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules import APART
from app.evaluation.stages import Stage
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import (
    ReportedSection,
    SectionBar,
    SectionChart,
    SectionQuote,
    SectionTable,
    listed,
    nothing_to_show,
)
from app.web.formatting import count, day_month_year, in_words, number, percent

MOST_QUOTES = 12
MOST_COLUMNS = 4
HALF = 50
WHEN = {
    Stage.PRE_COURSE: "before the course",
    Stage.POST_COURSE: "after the course",
    Stage.IMPACT: "weeks later",
    Stage.MANAGER: "line managers, weeks later",
}
FOUR_STEPS = (
    "Training is evaluated in four steps: the practitioner before the course and at its end, the practitioner again "
    "weeks later, and a short questionnaire to the line manager on what was seen in supervision, appraisal and day to "
    "day work."
)
NOTHING_YET = "Nothing of this period is settled yet: answers are counted once nobody can answer any more."


def evaluation(of: ReportedPeriod) -> ReportedSection:
    told = of.publication
    tables = (_returns(told), _changes(told), _shares(told), _by_course(told), _results(of))
    shown, said = [table for table in tables if table.rows], evaluation_in_words(told)
    quotes = [SectionQuote(quote.answer.words, WHEN[quote.stage]) for quote in _quotes(of)]
    if not (shown or said or quotes):
        return nothing_to_show("Evaluation", NOTHING_YET)
    return ReportedSection(
        "Evaluation",
        [FOUR_STEPS, *(said or [NOTHING_YET])],
        shown,
        _charts(told),
        source=_source(of),
        quotes=quotes,
        beneath=("evaluation_publishing.publishable", {"year": of.year}),
    )


def evaluation_in_words(told: Publication) -> list[str]:
    """The sentences that the figures hold: returns, usefulness, learning, practice, managers."""
    return [*_returned(told), *_useful(told), *_learned(told), *_practised(told)]


def _returned(told: Publication) -> list[str]:
    said = []
    for stage, surveys in ((Stage.POST_COURSE, "post-course"), (Stage.IMPACT, "impact"), (Stage.MANAGER, "manager")):
        if figure := _of_year(told, FigureKind.RETURNS, stage):
            mean = _mean_of_courses(told, stage)
            rates = f"{percent(_rate(figure))} returned ({number(figure.low)} of {number(figure.n)})"
            if mean is not None:
                rates += f", {percent(mean)} on average over the courses"
            said.append(
                f"{count(figure.session_count, 'session')} had {surveys} questionnaires: {rates}; the researched norm "
                f"is {NORM}%."
            )
    return said


def _useful(told: Publication) -> list[str]:
    """Of each question about the course that is told as a share: over all, and course by course."""
    said = []
    for figure in told.about(FigureKind.SHARE, Stage.POST_COURSE):
        of_courses = [figure.of[key] for key in _courses(told) if key in figure.of]
        if YEAR not in figure.of:
            continue
        told_of = f"“{figure.subject.name}” {_in_full(figure.of[YEAR])} said {figure.subject.said}."
        if len(of_courses) > 1 and min(each.percent[0] for each in of_courses) > HALF:
            told_of += f" So did most people in each of the {count(len(of_courses), 'course')} that can be shown."
        said.append(told_of)
    return said


def _learned(told: Publication) -> list[str]:
    """Which measures rose, which fell, and of which it can't be said. Falls are told like rises."""
    ways: dict[str, list[str]] = {"improved": [], "fell": [], "": []}
    for figure in told.about(FigureKind.CHANGE, Stage.POST_COURSE):
        if change := figure.of.get(YEAR):
            ways[_way(change)].append(figure.subject.name.lower())
    said = [
        f"From before to after the course {listed(names)} {way}, among the same people."
        for way, names in ways.items()
        if names and way
    ]
    if ways[""]:
        said.append(f"Whether {listed(ways[''])} changed can’t be said for certain.")
    return said


def _way(change: PublishedFigure) -> str:
    if not change.excludes_nought:
        return ""
    return "improved" if change.mean > 0 else "fell"


def _practised(told: Publication) -> list[str]:
    return [
        f"“{figure.subject.name}” {_in_full(figure.of[YEAR])} said {figure.subject.said}, {WHEN[stage]}."
        for stage in (Stage.IMPACT, Stage.MANAGER)
        for figure in told.about(FigureKind.SHARE, stage)
        if YEAR in figure.of
    ]


def _returns(told: Publication) -> SectionTable:
    rows = []
    for stage in Stage:
        if figure := _of_year(told, FigureKind.RETURNS, stage):
            counts = map(number, (figure.session_count, figure.n, figure.low))
            rows.append([stage.heading, *counts, percent(_rate(figure)), percent(_mean_of_courses(told, stage))])
    return SectionTable(
        "Questionnaires returned",
        ["Questionnaire", "Sessions", "Issued", "Answered", "Return rate", "Mean of the courses’ rates"],
        rows,
        notes=["The return rate is answered of issued, pooled over all. The mean gives each course the same weight."],
    )


def _changes(told: Publication) -> SectionTable:
    after, later = (told.about(FigureKind.CHANGE, stage) for stage in (Stage.POST_COURSE, Stage.IMPACT))
    kept = {figure.subject.name: figure for figure in later}
    rows = [
        [figure.subject.name, _cell(figure, YEAR), _cell(kept.get(figure.subject.name), YEAR)]
        for figure in after
        if YEAR in figure.of
    ]
    return SectionTable(
        "What changed, in points of the scale",
        ["Measure", "Before to after", "Before to weeks later"],
        rows,
        notes=["Among the same people, each matched with themself, with a 95% interval where there is one."],
    )


def _shares(told: Publication) -> SectionTable:
    rows = [
        [name_of(figure), WHEN[stage], _cell(figure, YEAR)]
        for stage in (Stage.POST_COURSE, Stage.IMPACT, Stage.MANAGER)
        for figure in told.about(FigureKind.SHARE, stage)
        if YEAR in figure.of
    ]
    return SectionTable("What people and their managers said", ["Question", "Asked", "Share"], rows, words=3)


def _by_course(told: Publication) -> SectionTable:
    columns = [
        *told.about(FigureKind.RETURNS, Stage.POST_COURSE),
        *told.about(FigureKind.SHARE, Stage.POST_COURSE),
        *told.about(FigureKind.CHANGE, Stage.POST_COURSE),
    ][:MOST_COLUMNS]
    named = {line.key: line.name for line in publishing.publication_lines(told)}
    rows = [
        [named[key], *(_cell(figure, key) for figure in columns)]
        for key in sorted(_courses(told), key=lambda key: named[key].casefold())
    ]
    notes = [f"“Withheld”: fewer than {in_words(FEWEST).lower()} people, or so few others that theirs would follow."]
    headings = [
        "Course",
        *("Returned" if _is_a_return(each) else name_of(each) for each in columns),
    ]
    return SectionTable("Course by course", headings, rows if columns else [], notes=notes)


def _results(of: ReportedPeriod) -> SectionTable:
    """Evidence of results, of the period in which it was found."""
    rows = [
        [each.course.title, each.words, f"{each.kind.capitalize()}, {day_month_year(each.found_on)}: {each.source}"]
        for each in evidence.results_found(*of.dates)
    ]
    return SectionTable("Results for children and families", ["Course", "What was found", "Source"], rows, words=3)


def _charts(told: Publication) -> list[SectionChart]:
    bars = []
    for stage in Stage:
        if figure := _of_year(told, FigureKind.RETURNS, stage):
            words = f"{number(figure.low)} of {number(figure.n)}, {percent(_rate(figure))}"
            bars.append(SectionBar(stage.heading, round(_rate(figure)), words, _rate(figure) < NORM))
    note = f"A hollow bar is below the researched norm of {NORM}%."
    return [SectionChart("Questionnaires returned, against the norm", bars, NORM, "norm", note)] if bars else []


def _quotes(of: ReportedPeriod) -> list[comments.Comment]:
    since, until = of.dates
    return comments.quotes(AnswerScope(since=since, until=until))[:MOST_QUOTES]


def _source(of: ReportedPeriod) -> str:
    bases = publishing.stage_bases(of.period)
    settled = ", ".join(
        f"{each.stage.heading.lower()} of {count(len(each.settled), 'quarter')}" for each in bases if each.settled
    )
    said = "Questionnaires, counted once nobody can answer any more and kept as they were counted"
    return f"{said}; no figure of fewer than {in_words(FEWEST).lower()} people. Settled: {settled or 'nothing yet'}."


def _courses(told: Publication) -> list[tuple[object, ...]]:
    """The keys of the planned programme's courses and weeks."""
    return list(dict.fromkeys(path[1] for path in told.paths if len(path) == 2 and path[0][1] not in APART))


def _of_year(told: Publication, kind: FigureKind, stage: Stage) -> PublishedFigure | None:
    return next((each.of[YEAR] for each in told.about(kind, stage) if YEAR in each.of and each.of[YEAR].n), None)


def _rate(figure: PublishedFigure) -> float:
    return 100 * figure.low / figure.n


def _mean_of_courses(told: Publication, stage: Stage) -> float | None:
    rates: Sequence[float] = [
        _rate(figure.of[key])
        for figure in told.about(FigureKind.RETURNS, stage)
        for key in _courses(told)
        if key in figure.of and figure.of[key].n
    ]
    return sum(rates) / len(rates) if rates else None


def _cell(figure: Figure | None, key: tuple[object, ...]) -> str:
    if figure is None:
        return "–"
    if key in figure.of:
        return _in_full(figure.of[key])
    return "withheld" if key in figure.withheld else "–"


def _in_full(figure: PublishedFigure) -> str:
    return " ".join(figure_in_words(figure)).strip()


def _is_a_return(figure: Figure) -> bool:
    return figure.subject.kind is FigureKind.RETURNS
