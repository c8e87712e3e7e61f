"""Notice, tariff and what they come to: pure functions of dates, minutes and a policy."""

from app.terms.rules.costs import Costs, costs_before_booking, costs_of
from app.terms.rules.deciding import (
    Case,
    Decision,
    case_of,
    decide,
    decide_first,
    is_exempt,
    tariff_pence,
)
from app.terms.rules.notice import counts_as_late, free_until, full_charge_from, notice_ends, reason_in_time_until
from app.terms.rules.presets import PRESETS, Preset
from app.terms.rules.words import policy_in_words, tariff_in_words

__all__ = [
    "PRESETS",
    "Case",
    "Costs",
    "Decision",
    "Preset",
    "case_of",
    "costs_before_booking",
    "costs_of",
    "counts_as_late",
    "decide",
    "decide_first",
    "free_until",
    "full_charge_from",
    "is_exempt",
    "notice_ends",
    "policy_in_words",
    "reason_in_time_until",
    "tariff_in_words",
    "tariff_pence",
]
