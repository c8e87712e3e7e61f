"""Evidence of results, as the office enters it."""

from typing import Any

from app.evaluation.evidence.models import Evidence, EvidenceKind
from app.evaluation.questionnaires.rules import NEVER_NAME
from app.web.fields import DateField, choice_field, long_text_field, needed, text_field
from app.web.forms import Form


class ResultForm(Form):
    """Its fields are named after Evidence."""

    kind = choice_field(
        "What is it?",
        [(kind, kind.value.capitalize()) for kind in EvidenceKind],
        required="Choose what it is",
        coerce=EvidenceKind,
    )
    words = long_text_field(
        "What was found",
        required="Write what was found",
        hint=f"Such as: 18 of 20 case files had a chronology, 9 of 20 a year before. {NEVER_NAME}",
        most=4000,
    )
    source = text_field(
        "Source",
        required="Enter the source: who found it, and where it can be read",
        hint="Such as: multi-agency case audit, spring 2027.",
        most=300,
    )
    found_on = DateField("Date of the finding", [needed("Enter the date of the finding")])

    def __init__(self, evidence: Evidence | None = None) -> None:
        super().__init__(obj=evidence)

    def found(self) -> dict[str, Any]:
        """What is filled in."""
        return {name: self[name].data for name in ("kind", "words", "source", "found_on")}
