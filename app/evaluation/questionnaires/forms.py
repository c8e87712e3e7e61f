"""What a question of a draft asks, as the office writes it."""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms.validators import ValidationError

from app.evaluation.kinds import QuestionKind
from app.evaluation.models import Measure, Question, Questionnaire
from app.evaluation.questionnaires import rules
from app.web.fields import choice_field, long_text_field, options, select_field, text_field, tick_field, ticks_field
from app.web.forms import Form

NOT_WRITTEN = (QuestionKind.SECTION, QuestionKind.USEFULNESS, QuestionKind.ORDER)
"""A heading has a form of its own; nobody asks with the old scale any more; steps come from the bank of items."""

LONGEST_OPTION = 120


def question_form(questionnaire: Questionnaire, measures: Iterable[Measure], question: Question | None = None) -> Any:
    """With a list of ticks for each earlier question on which it can depend."""
    return _form_after(QuestionForm, questionnaire, question)(measures, question)


def section_form(questionnaire: Questionnaire, question: Question | None = None) -> Any:
    return _form_after(SectionForm, questionnaire, question)(question)


def _form_after(form: Any, questionnaire: Questionnaire, question: Question | None) -> Any:
    """Managers’ sections aside, whatever has choices and comes before can be depended on."""
    before = [each for each in questionnaire.asked if not question or each.position < question.position]
    earlier = [each for each in before if each.can_be_depended_on]
    fields = {f"{SHOWN_IF}{each.id}": ticks_field(each.words, each.choices.items(), coerce=int) for each in earlier}
    return type(form.__name__, (form,), {**fields, "earlier": earlier})


SHOWN_IF = "shown_if_"


def _lines(field: Any) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in (field.data or "").splitlines() if line.strip())


class _DependentForm(Form):
    """Of something that may be asked only after some answers to one earlier question."""

    earlier: Sequence[Question] = ()

    @property
    def conditions(self) -> list[Any]:
        """The fields, one an earlier question."""
        return [self[f"{SHOWN_IF}{each.id}"] for each in self.earlier]

    @property
    def has_condition(self) -> bool:
        return any(field.data for field in self.conditions)

    def validate(self, extra_validators: Any = None) -> bool:
        """Each complaint stands beside the last question that was ticked."""
        is_valid: bool = super().validate(extra_validators)
        ticked = [(each, field) for each, field in zip(self.earlier, self.conditions, strict=True) if field.data]
        if len(ticked) > 1:
            ticked[-1][1].errors = ["Tick answers to one earlier question only"]
            return False
        for each, field in ticked:
            if set(field.data) == each.can_be_depended_on:
                field.errors = ["Leave at least one answer out: with all of them ticked nobody is left out"]
                is_valid = False
        return is_valid

    def condition(self) -> rules.Condition | None:
        for each, field in zip(self.earlier, self.conditions, strict=True):
            if field.data:
                return rules.Condition(each.words, tuple(sorted(field.data)))
        return None


class QuestionForm(_DependentForm):
    """What doesn't belong to the kind is ignored."""

    words = text_field("Question", required="Enter the question", most=300)
    help = text_field(
        "Help below it (optional)", hint="What the scale’s ends mean, and the warning by free text, stand there anyway."
    )
    kind = choice_field(
        "How it is answered",
        [(kind.value, kind.words) for kind in QuestionKind if kind not in NOT_WRITTEN],
        required="Choose how it is answered",
    )
    low_end = text_field("The lowest number means", hint="Such as “not at all”.", most=60)
    high_end = text_field("The highest number means", hint="Such as “completely”.", most=60)
    measure = select_field(
        "Measure",
        hint="What is asked under one measure before, after and later is compared for each person. "
        "Answers compare only if the same words stand at the ends each time.",
    )
    new_measure = text_field("Or name a new measure", hint="Such as “Confidence to act on neglect”.", most=120)
    is_then = tick_field(
        "It thinks back: how it was before the course (a then-test)",
        hint="For the post-course questionnaire. The results show by how much people judge themselves differently now.",
    )
    options = long_text_field("Choices", hint="From 2 to 10, each on a line of its own.")
    is_about_needs = tick_field("Gather the answers under Training needs")
    is_in_transfer_index = tick_field(
        "It counts in the transfer index", hint="With the other statements on what helps to use what was learned."
    )
    is_reversed = tick_field("Agreeing means that something hinders: it counts the other way round")
    is_required = tick_field("It must be answered")
    can_be_declined = tick_field("Offer “I’d rather not say”", hint="Kept apart from what wasn’t answered.")
    offers_not_applicable = tick_field(
        "Offer “Not applicable”", hint="It stays among all who answered, and is told beside the figure."
    )

    def __init__(self, measures: Iterable[Measure], question: Question | None = None) -> None:
        super().__init__(data=_written(question) if question else {"is_required": True, "can_be_declined": True})
        if question and question.kind is QuestionKind.USEFULNESS:
            self.kind.choices = options([*((each.value, each.label) for each in self.kind.choices), _OLD_SCALE])
        names = ((measure.name, f"{measure.name} ({measure.kind})") for measure in measures)
        self.measure.choices = options([("", "No measure"), *names])

    def validate_new_measure(self, field: Any) -> None:
        if field.data and self.measure.data:
            raise ValidationError("Choose a measure or name a new one, not both")

    def validate_is_then(self, field: Any) -> None:
        if field.data and not (self.measure.data or self.new_measure.data):
            raise ValidationError("Choose the measure that it thinks back to")

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
            is_then=self.is_then.data,
            offers_not_applicable=self.offers_not_applicable.data,
            can_be_declined=self.can_be_declined.data,
            is_in_transfer_index=self.is_in_transfer_index.data,
            is_reversed=self.is_reversed.data,
            shown_if=self.condition(),
        )

    def new_name(self) -> str:
        """Of a measure that isn't there yet, if one is named."""
        return str(self.new_measure.data or "")


class SectionForm(_DependentForm):
    """A heading between questions."""

    words = text_field("Heading", required="Enter the heading", most=120)
    help = text_field("Text below it (optional)", most=300)

    def __init__(self, question: Question | None = None) -> None:
        super().__init__(data=_written(question) if question else {})

    def asks(self) -> rules.Ask:
        about = {"help": self.help.data, "is_required": False, "shown_if": self.condition()}
        return rules.Ask(QuestionKind.SECTION, self.words.data, **about)

    def new_name(self) -> str:
        """A heading has no measure."""
        return ""


def _written(question: Question) -> dict[str, Any]:
    written = {**vars(rules.ask_of(question)), "options": "\n".join(question.options or ())}
    return written | {f"{SHOWN_IF}{question.shown_if_id}": list(question.shown_if_numbers)}


_OLD_SCALE = (QuestionKind.USEFULNESS.value, QuestionKind.USEFULNESS.words)
