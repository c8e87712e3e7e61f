"""What the year cost: the budget, what was spent and came in, and what a place comes to."""

from app.evaluation.cutoff import FEWEST
from app.reporting.costs import queries as costs
from app.reporting.costs.rules import ChangedPractice, CostFigures, YearMoney
from app.reporting.sections.queries_period import ReportedPeriod
from app.reporting.sections.rules import ReportedSection, SectionTable, nothing_to_show
from app.web.formatting import count, number, pounds

SOURCE = "Budget lines and costs as the training team entered them; charges and fees of the sessions of {year}."


def money(of: ReportedPeriod) -> ReportedSection:
    of_year = costs.year_money(of.year, at=of.at)
    if not of_year.lines and not of_year.spent:
        return nothing_to_show("Money", f"No budget and no costs of {of.year} are entered.")
    return ReportedSection(
        "Money",
        [*_spent(of_year), *_unit_costs(of_year.total), *_for_each_who_changed(of_year.practice)],
        [_lines(of_year)] if of_year.lines else [],
        source=SOURCE.format(year=of.year),
        beneath=("reporting_costs.money", {"year": of.year}),
    )


def _spent(of_year: YearMoney) -> list[str]:
    budget = f" of a budget of {pounds(of_year.budget)}" if of_year.lines else ""
    said = [
        f"{pounds(of_year.spent)}{budget} was spent: {pounds(of_year.on_sessions)} on sessions and "
        f"{pounds(of_year.otherwise)} on what no session cost."
    ]
    if of_year.income.pence:
        said.append(
            f"{pounds(of_year.income.charges)} in charges and {pounds(of_year.income.fees)} in fees came to "
            f"{pounds(of_year.income.pence)}, of which {pounds(of_year.income.paid)} is paid."
        )
    return said


def _unit_costs(total: CostFigures) -> list[str]:
    """Over the sessions whose costs are entered; the others would make a place look cheap."""
    if total.per_place is None:
        return []
    attended = f" and {pounds(total.per_attended)} a place attended" if total.per_attended is not None else ""
    return [
        f"What sessions cost came to {pounds(total.per_place)} a place offered{attended}, over "
        f"{number(total.entered)} of {count(total.sessions, 'session')} whose costs are entered."
    ]


def _for_each_who_changed(practice: ChangedPractice) -> list[str]:
    """Only where neither those who changed something nor those who didn't are so few that they could be told apart."""
    if min(practice.changed, practice.answered - practice.changed) < FEWEST or practice.at_least is None:
        return []
    return [
        f"For each person who changed their practice, that was between {pounds(practice.at_least)} and "
        f"{pounds(practice.at_most or 0)}: it depends on those who didn’t answer."
    ]


def _lines(of_year: YearMoney) -> SectionTable:
    rows = [[each.line.name, pounds(each.line.pence), pounds(each.spent), pounds(each.left)] for each in of_year.lines]
    spent = sum(each.spent for each in of_year.lines)
    return SectionTable(
        "The budget",
        ["Line", "Budget", "Spent", "Left"],
        rows,
        total=["Total", pounds(of_year.budget), pounds(spent), pounds(of_year.budget - spent)],
        notes=[f"{pounds(of_year.in_no_line)} that sessions cost is in no line."] if of_year.in_no_line else [],
    )
