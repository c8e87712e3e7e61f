"""What the report is asked for, read from the address so that a report can be shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.programme.periods import Period, asked_period
from app.reporting.rules import By


@dataclass(frozen=True)
class RequestedReport(Period):
    """A period and a division."""

    by: By = By.COURSE


def requested_report(args: Mapping[str, str], today: date) -> RequestedReport:
    """By course unless another division is named."""
    by = next((by for by in By if by == args.get("by")), By.COURSE)
    return RequestedReport(**vars(asked_period(args, today)), by=by)
