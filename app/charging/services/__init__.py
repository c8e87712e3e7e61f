"""Commands on charges and bills, in the order of the line. `claims` is what they begin with."""

from app.charging.services.asking import ask_for_reasons, explain, pass_deadlines, write_down_reason
from app.charging.services.billing import make_bills, set_billing_details, set_vat_codes
from app.charging.services.deciding import confirm, take_back, waive
from app.charging.services.proposing import let_go_what_no_longer_follows, propose_charges
from app.charging.services.settling import mark_all_paid, mark_paid, mark_paid_back, write_off

__all__ = [
    "ask_for_reasons",
    "confirm",
    "explain",
    "let_go_what_no_longer_follows",
    "make_bills",
    "mark_all_paid",
    "mark_paid",
    "mark_paid_back",
    "pass_deadlines",
    "propose_charges",
    "set_billing_details",
    "set_vat_codes",
    "take_back",
    "waive",
    "write_down_reason",
    "write_off",
]
