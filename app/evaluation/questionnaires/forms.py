"""What a question of a draft asks, as the office writes it."""

from collections.abc import Iterable
from typing import Any

from wtforms.validators import ValidationError

from app.evaluation.models import Measure, Question, QuestionKind
from app.evaluation.questionnaires import rules
from app.web.fields import choice_field, long_text_field, options, select_field, text_field, tick_field
from app.web.forms import Form

KINDS = [kind for kind in QuestionKind if kind is not QuestionKind.SECTION]
LONGEST_OPTION = 120


def _lines(field: Any) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in (field.data or "").splitlines() if line.strip())


class QuestionForm(Form):
    """What doesn't belong to the kind is ignored."""

    words = text_field("Question", required="Enter the question", most=300)
    help = text_field(
        "Help below it (optional)", hint="What the scale’s ends mean, and the warning by free text, stand there anyway."
    )
    kind = choice_field(
        "How it is answered", [(kind.value, kind.words) for kind in KINDS], required="Choose how it is answered"
    )
    low_end = text_field("The lowest number means", hint="Such as “not at all”.", most=60)
    high_end = text_field("The highest number means", hint="Such as “completely”.", most=60)
    measure = select_field(
        "Measure",
        hint="What is asked under one measure before, after and later is compared for each person. "
        "Answers compare only if the same words stand at the ends each time.",
    )
    new_measure = text_field("Or name a new measure", hint="Such as “Confidence to act on neglect”.", most=120)
    options = long_text_field("Choices", hint="From 2 to 10, each on a line of its own.")
    is_about_needs = tick_field("Gather the answers under Training needs")
    is_required = tick_field("It must be answered")

    def __init__(self, measures: Iterable[Measure], question: Question | None = None) -> None:
        super().__init__(data=_written(question) if question else {"is_required": True})
        names = ((measure.name, f"{measure.name} ({measure.kind})") for measure in measures)
        self.measure.choices = options([("", "No measure"), *names])

    def validate_new_measure(self, field: Any) -> None:
        if field.data and self.measure.data:
            raise ValidationError("Choose a measure or name a new one, not both")

    def validate_options(self, field: Any) -> None:
        if any(len(option) > LONGEST_OPTION for option in _lines(field)):
            raise ValidationError(f"Each choice must be {LONGEST_OPTION} characters or fewer")

    def asks(self) -> rules.Ask:
        return rules.Ask(
            QuestionKind(self.kind.data),
            self.words.data,
            measure=self.measure.data,
            help=self.help.data,
            is_required=self.is_required.data,
            low_end=self.low_end.data,
            high_end=self.high_end.data,
            options=_lines(self.options),
            is_about_needs=self.is_about_needs.data,
        )

    def new_name(self) -> str:
        """Of a measure that isn't there yet, if one is named."""
        return str(self.new_measure.data or "")


class SectionForm(Form):
    """A heading between questions."""

    words = text_field("Heading", required="Enter the heading", most=120)
    help = text_field("Text below it (optional)", most=300)

    def __init__(self, question: Question | None = None) -> None:
        super().__init__(data=_written(question) if question else {})

    def asks(self) -> rules.Ask:
        return rules.Ask(QuestionKind.SECTION, self.words.data, help=self.help.data, is_required=False)

    def new_name(self) -> str:
        """A heading has no measure."""
        return ""


def _written(question: Question) -> dict[str, Any]:
    return {**vars(rules.ask_of(question)), "options": "\n".join(question.options or ())}
