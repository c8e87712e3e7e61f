"""What people learned beside the programme: from their own agencies, at events of others, and by e-learning."""

from app.core.clock import to_london
from app.elearning import queries as elearning
from app.evaluation.cutoff import FEWEST
from app.records.elsewhere import queries as elsewhere
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection, SectionTable, nothing_to_show
from app.single_agency import queries as single_agency
from app.single_agency.rules import ReturnFigures
from app.web.formatting import count, in_words, number


def single_agency_training(of: ReportedPeriod) -> ReportedSection:
    """What agencies told of their own training, as far as the training team accepted it."""
    returns = single_agency.returns_of_year(of.year, today=to_london(of.at).date())
    if not returns.asked:
        return nothing_to_show(
            "Single-agency training", f"Agencies weren’t asked about their own training of {of.year}."
        )
    said = [
        f"{count(returns.asked, 'agency was', 'agencies were')} asked what they trained themselves, as the section 11 "
        f"audit does; the returns of {number(returns.accepted)} are reviewed and accepted."
    ]
    if returns.trained_nobody:
        said.append(f"{count(returns.trained_nobody, 'agency', 'agencies')} trained nobody.")
    figures = returns.figures
    if figures.courses:
        said.append(
            f"They ran {count(figures.courses, 'course')} and reached {count(figures.people, 'person', 'people')}: "
            "somebody at two courses counts twice."
        )
    return ReportedSection(
        "Single-agency training",
        said,
        [_assured(figures)] if figures.courses else [],
        source=f"Returns of agencies for {of.year} that the training team accepted.",
        beneath=("reporting_single_agency.beside", {"year": of.year}),
    )


def _assured(figures: ReturnFigures) -> SectionTable:
    rows = [
        [name, number(assured), number(figures.courses)]
        for name, assured in (
            ("Content", figures.content),
            ("Trainer", figures.trainer),
            ("Evidence of impact", figures.impact),
        )
    ]
    return SectionTable("What is quality assured", ["", "Courses assured", "Of courses"], rows)


def training_elsewhere(of: ReportedPeriod) -> ReportedSection:
    """Events of others are named; how many were at each isn't told, since often it is one or two."""
    figures, events = elsewhere.figures_of_year(of.year), elsewhere.events_of_year(of.year)
    if not figures.people:
        return nothing_to_show("Training elsewhere", f"No training elsewhere is recorded for {of.year}.")
    people = f"Fewer than {in_words(FEWEST).lower()} people were"
    if figures.people >= FEWEST:
        people = f"{count(figures.people, 'person was', 'people were')}"
    return ReportedSection(
        "Training elsewhere",
        [f"{people} at {count(figures.events, 'event')} run by others, such as regional workshops."],
        [SectionTable("Events", ["Event", "Run by"], [[each.title, each.organiser] for each in events], words=2)],
        source="Training elsewhere that the training team has confirmed. It is in no figure of ours.",
        beneath=("records_elsewhere.recorded", {"year": of.year}),
    )


def e_learning(of: ReportedPeriod) -> ReportedSection:
    completions = elearning.completions_of_year(of.year)
    if not completions.completions:
        return nothing_to_show("E-learning", f"No e-learning course was completed in {of.year}.")
    rows = [[each.course.title, number(each.completions), number(each.people)] for each in completions.courses]
    return ReportedSection(
        "E-learning",
        [
            f"{count(completions.people, 'person', 'people')} completed e-learning "
            f"{count(completions.completions, 'time')}. It has no places and is in no percentage."
        ],
        [SectionTable("Completions", ["Course", "Completions", "People"], rows)],
        source="Completions by code, by the training team’s word or from a file.",
        beneath=("elearning.completed", {"year": of.year}),
    )
