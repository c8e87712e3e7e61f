"""How the room says no."""

from app.core.errors import Refusal


class NothingToBill(Refusal):
    message = "There is nothing to bill for this month. What was confirmed until its end is on a bill already."


class BillsIncomplete(Refusal):
    field = "with_gaps"
    message = "A contact or a VAT code is missing, and a bill can’t be changed later: fill it in, or tick this"


class NothingOwed(Refusal):
    message = "We owe nothing on this bill any more."


class LaterMonthBilled(Refusal):
    field = "month"
    message = "A later month has been billed already: what is left goes on the next bills."


class MonthNotOver(Refusal):
    field = "month"
    message = "This month isn’t over yet. Its bills can be made from the first day of the next."
