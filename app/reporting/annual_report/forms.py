"""What the office writes for a part of the report, and what it says when it publishes."""

from typing import Any

from app.reporting.annual_report.rules import ReportPart
from app.reporting.annual_report.rules_markdown import LONGEST_WORDS
from app.web.fields import long_text_field, tick_field
from app.web.forms import Form


class PartForm(Form):
    is_on = tick_field("In the report", hint="Its figures and charts fill themselves in.")
    words = long_text_field(
        "Your own words, in Markdown",
        hint="They stand above the figures of this section. # begins a heading and - an item of a list, **bold** "
        "stands between two asterisks, and a link is [words](https://example.org). Name nobody who hasn’t agreed.",
        most=LONGEST_WORDS,
    )

    def __init__(self, part: ReportPart, **kwargs: Any) -> None:
        super().__init__(data={"is_on": part.is_on, "words": part.words}, **kwargs)
        if not part.has_figures:
            del self.is_on

    @property
    def wants_it(self) -> bool:
        return bool(self.is_on.data) if "is_on" in self else True


class PublishForm(Form):
    changes = long_text_field(
        "What changed since the last version",
        hint="For everybody who reads the report: “Two registers were corrected; attendance is 86%, not 85%.”",
        most=2000,
    )


class FirstPublishForm(Form):
    """There is nothing to say yet."""
