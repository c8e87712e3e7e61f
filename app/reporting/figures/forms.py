"""What the report is asked for, read from the address so that a report can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.programme.periods import Period, asked_period
from app.reporting.figures.rules import By


@dataclass(frozen=True)
class RequestedReport(Period):
    """A period and a division."""

    by: By = By.COURSE


def as_asked(args: Mapping[str, str]) -> dict[str, Any]:
    """The same for another address, whether or not it can be understood."""
    return {name: args[name] for name in ("from", "to", "year", "by") if name in args}


def requested_report(args: Mapping[str, str], today: date) -> RequestedReport:
    """By course unless another division is named."""
    by = next((by for by in By if by == args.get("by")), By.COURSE)
    return RequestedReport(**vars(asked_period(args, today)), by=by)
