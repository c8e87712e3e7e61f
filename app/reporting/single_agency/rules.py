"""One agency's line."""

from dataclasses import dataclass

from app.reporting.figures.rules import Figures
from app.single_agency.rules import ReturnFigures


@dataclass(frozen=True)
class TrainingTogether:
    """`multi` is the agency's row of the report, over the planned programme; `single` what its accepted return adds up
    to, None where it has none."""

    name: str
    multi: Figures
    single: ReturnFigures | None

    @property
    def trained_nobody(self) -> bool:
        """It says so."""
        return self.single is not None and not self.single.courses


@dataclass(frozen=True)
class BesideEachOther:
    """Every agency that came or told, by name, and the totals. The two kinds of people aren't added: nobody knows who
    was at both."""

    lines: list[TrainingTogether]
    multi: Figures
    single: ReturnFigures
    told: int
