"""What given figures hold about people: nothing."""

from app.personal.rules import Declaration, ImpersonalTable
from app.reporting.earlier_years.models import GivenFigures, GivenYear

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(
        model=GivenYear,
        because="which year figures were given for, and where they stand",
        columns=("year", "source"),
        actors=("given_by_id",),
    ),
    ImpersonalTable(model=GivenFigures, because="counts of a course, and its title", columns=("title", "title_key")),
)
