"""How a question is answered: the numbers and words of each kind, and what may be ticked instead."""

from enum import StrEnum


class QuestionKind(StrEnum):
    """How a question is answered; a section is a heading between questions."""

    SECTION = "section"
    SCALE_10 = "scale from 1 to 10"
    SCALE_5 = "scale from 1 to 5"
    AGREE = "agree or disagree"
    USEFULNESS = "usefulness"
    BALANCED_USEFULNESS = "usefulness, balanced"
    FREQUENCY = "how often"
    DIRECTION = "worse or better"
    YES_NO = "yes or no"
    ONE_OF = "one of several"
    SEVERAL_OF = "several of several"
    ORDER = "in order"
    SHORT_TEXT = "short text"
    TEXT = "text"

    @property
    def words(self) -> str:
        """As the office chooses it."""
        return _WORDS.get(self, self.value.capitalize())

    @property
    def is_text(self) -> bool:
        return self in (QuestionKind.SHORT_TEXT, QuestionKind.TEXT)

    @property
    def is_scale(self) -> bool:
        return self in (QuestionKind.SCALE_5, QuestionKind.SCALE_10)

    @property
    def can_be_measured(self) -> bool:
        """Its numbers have an order with even steps, so that a change between stages means something."""
        return self.is_scale or self is QuestionKind.AGREE

    @property
    def has_options(self) -> bool:
        """Of the office's own."""
        return self in (QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF, QuestionKind.ORDER)

    @property
    def has_several_numbers(self) -> bool:
        """Its answer is several choices, or steps in an order."""
        return self in (QuestionKind.SEVERAL_OF, QuestionKind.ORDER)

    @property
    def numbers(self) -> dict[int, str]:
        """What each number says, lowest first; none where options are the question's own or words are asked."""
        return _NUMBERS.get(self, {})

    @property
    def headline(self) -> tuple[frozenset[int], str]:
        """The numbers whose share is told in one figure, and the words for it; no numbers where none is."""
        return _HEADLINES.get(self, (frozenset(), ""))


_WORDS = {
    QuestionKind.USEFULNESS: "Not useful to very useful, as it was asked before",
    QuestionKind.BALANCED_USEFULNESS: "Not at all useful to very useful",
    QuestionKind.FREQUENCY: "Never to most weeks, or no opportunity yet",
    QuestionKind.DIRECTION: "Worse, no change or better",
    QuestionKind.ONE_OF: "One of several choices",
    QuestionKind.SEVERAL_OF: "Any of several choices",
    QuestionKind.ORDER: "Steps put in order",
    QuestionKind.SHORT_TEXT: "Short text, one line",
    QuestionKind.TEXT: "Long text",
}

_NUMBERS = {
    QuestionKind.SCALE_10: {number: str(number) for number in range(1, 11)},
    QuestionKind.SCALE_5: {number: str(number) for number in range(1, 6)},
    QuestionKind.AGREE: {
        1: "Strongly disagree",
        2: "Disagree",
        3: "Neither agree nor disagree",
        4: "Agree",
        5: "Strongly agree",
    },
    QuestionKind.USEFULNESS: {1: "Not useful", 2: "A little useful", 3: "Useful", 4: "Very useful"},
    QuestionKind.BALANCED_USEFULNESS: {1: "Not at all useful", 2: "Not very useful", 3: "Useful", 4: "Very useful"},
    QuestionKind.FREQUENCY: {
        1: "Never, though there was occasion",
        2: "Once or twice",
        3: "Several times",
        4: "Most weeks",
        0: "No opportunity yet",
    },
    QuestionKind.DIRECTION: {1: "Worse", 2: "No change", 3: "Better"},
    QuestionKind.YES_NO: {1: "Yes", 0: "No"},
}

_HEADLINES = {
    QuestionKind.AGREE: (frozenset({4, 5}), "agree or strongly agree"),
    QuestionKind.USEFULNESS: (frozenset({3, 4}), "useful or very useful"),
    QuestionKind.BALANCED_USEFULNESS: (frozenset({3, 4}), "useful or very useful"),
    QuestionKind.FREQUENCY: (frozenset({2, 3, 4}), "at least once"),
    QuestionKind.DIRECTION: (frozenset({3}), "better"),
    QuestionKind.YES_NO: (frozenset({1}), "yes"),
}


class Instead(StrEnum):
    """What may be ticked instead of an answer; each is kept apart from the others, and from no answer at all."""

    NOT_APPLICABLE = "not applicable"
    DECLINED = "declined"
    DONT_KNOW = "doesn’t know"

    @property
    def words(self) -> str:
        """As people tick it."""
        return {
            Instead.NOT_APPLICABLE: "Not applicable",
            Instead.DECLINED: "I’d rather not say",
            Instead.DONT_KNOW: "I don’t know",
        }[self]
