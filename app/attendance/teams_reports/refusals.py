"""How the room says no."""

from app.core.errors import Refusal


class NotATeamsReport(Refusal):
    field = "file"


class ReportOfAnotherDay(NotATeamsReport):
    def __init__(self, *, report: str, session: str) -> None:
        super().__init__(f"This report is of {report}, and the session is on {session}. Choose the report of that day.")


class NobodyBookedInReport(Refusal):
    message = "Nobody who is booked is in this report. Is it of this session? Nobody was marked as absent by it."


class UnknownAgency(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(f"Choose {name}’s agency from the list, or leave it empty. Nothing was changed.")


class BadChoice(Refusal):
    message = "Choose for each person what the list offers. Nothing was changed."
