"""Settled figures are sums of at least five people's answers, and name nobody."""

from app.evaluation.settling.models import SettledFigure, SettledQuarter
from app.personal.rules import Declaration, ImpersonalTable

DECLARED: tuple[Declaration, ...] = (
    ImpersonalTable(model=SettledQuarter, because="when the figures of a quarter were settled"),
    ImpersonalTable(
        model=SettledFigure,
        because="sums of what at least five people answered",
        columns=("name", "said", "strand", "sessions"),
    ),
)
