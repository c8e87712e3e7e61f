"""The sections of a report in their order. To add one: a function of the period, and a line here."""

from collections.abc import Callable
from dataclasses import dataclass

from app.reporting.sections import queries_definitions as meaning
from app.reporting.sections import queries_elsewhere as elsewhere
from app.reporting.sections import queries_evaluation as evaluation
from app.reporting.sections import queries_money as costs
from app.reporting.sections import queries_office as office
from app.reporting.sections import queries_people as people
from app.reporting.sections import queries_priorities as priorities
from app.reporting.sections import queries_uptake as uptake
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection


@dataclass(frozen=True)
class SectionBuilder:
    """`key` is what a report knows the section by, for good."""

    key: str
    title: str
    build: Callable[[ReportedPeriod], ReportedSection]


SECTIONS = (
    SectionBuilder("at-a-glance", "At a glance", uptake.at_a_glance),
    SectionBuilder("programme", "The programme", uptake.programme),
    SectionBuilder("attendance", "Uptake and attendance", uptake.attendance),
    SectionBuilder("who-came", "Who came and who didn’t", people.who_came),
    SectionBuilder("charging", "Charging", office.charging),
    SectionBuilder("evaluation", "Evaluation", evaluation.evaluation),
    SectionBuilder("priorities", "Priorities", priorities.people_per_priority),
    SectionBuilder("trainers", "Trainers", office.lent_trainers),
    SectionBuilder("single-agency", "Single-agency training", elsewhere.single_agency_training),
    SectionBuilder("elsewhere", "Training elsewhere", elsewhere.training_elsewhere),
    SectionBuilder("e-learning", "E-learning", elsewhere.e_learning),
    SectionBuilder("money", "Money", costs.money),
    SectionBuilder("next-year", "Next year", office.year_ahead),
    SectionBuilder("definitions", "What the figures mean", meaning.definitions),
)


def builder(key: str) -> SectionBuilder | None:
    return next((each for each in SECTIONS if each.key == key), None)
