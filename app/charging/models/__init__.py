"""A charge from proposal to the end of its line, and the bills it is on."""

from app.charging.models.bills import Bill, BillFile, BillingDetails, BillLine, FileKind, MonthNotOver
from app.charging.models.charges import (
    GONE,
    AgencyMissing,
    AlreadyDecided,
    Charge,
    ChargeState,
    Explainer,
    Explanation,
    NotBilled,
    NotYetExplained,
    ReasonClosed,
    WaiverReason,
)

__all__ = [
    "AgencyMissing",
    "AlreadyDecided",
    "Bill",
    "BillFile",
    "BillLine",
    "BillingDetails",
    "Charge",
    "ChargeState",
    "Explainer",
    "Explanation",
    "FileKind",
    "GONE",
    "MonthNotOver",
    "NotBilled",
    "NotYetExplained",
    "ReasonClosed",
    "WaiverReason",
]
