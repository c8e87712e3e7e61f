"""Themes suggested by the words of what the office has themed: deterministic, explained, and silent while unsure."""

from math import log

import numpy as np
import pytest

from app.evaluation.suggesting.rules import FEWEST, SMOOTHING, Coded, LearnedThemes, words_of

JOINT, RECORDS = 1, 2


def coded(themes: dict[int, list[str]], none: list[str] | None = None) -> list[Coded]:
    said = [Coded(words, frozenset({theme})) for theme, comments in themes.items() for words in comments]
    return [*said, *(Coded(words, frozenset()) for words in none or [])]


ENOUGH = coded(
    {
        JOINT: [f"We rang the school and agreed who does what, number {each}" for each in range(FEWEST)],
        RECORDS: [f"Every file has a chronology from the first visit, number {each}" for each in range(FEWEST)],
    }
)


def suggested(learned: LearnedThemes, text: str) -> list[int]:
    return [each.theme_id for each in learned.suggestions(text)]


def test_a_theme_is_suggested_by_its_words_and_says_which() -> None:
    learned = LearnedThemes(ENOUGH)
    [suggestion] = learned.suggestions("I rang the school today.")
    assert suggestion.theme_id == JOINT
    assert [(each.word, each.under, each.of_theme, each.elsewhere, each.of_others) for each in suggestion.because] == [
        ("rang", 8, 8, 0, 8),
        ("school", 8, 8, 0, 8),
    ]
    assert suggested(learned, "A chronology in every file") == [RECORDS]


def test_words_that_nobody_has_themed_suggest_nothing() -> None:
    learned = LearnedThemes(ENOUGH)
    assert suggested(learned, "Biscuits and tea") == []
    assert suggested(learned, "number") == []  # stands under both alike
    assert suggested(learned, "") == suggested(LearnedThemes(), "I rang the school") == []


def test_a_comments_own_theme_is_not_suggested_again() -> None:
    assert LearnedThemes(ENOUGH).suggestions("I rang the school", without=[JOINT]) == []


@pytest.mark.parametrize("left_out", [JOINT, RECORDS])
def test_with_one_comment_too_few_nothing_is_suggested(left_out: int) -> None:
    one_less = next(each for each in ENOUGH if left_out in each.theme_ids)
    learned = LearnedThemes([each for each in ENOUGH if each is not one_less])
    assert suggested(learned, "I rang the school; a chronology in the file") == []
    assert learned.missing(left_out) == 1
    assert LearnedThemes(ENOUGH).missing(left_out) == 0


def test_comments_that_no_theme_fitted_count_as_others() -> None:
    alone = coded({JOINT: [each.words for each in ENOUGH if JOINT in each.theme_ids]})
    assert suggested(LearnedThemes(alone), "I rang the school") == []
    with_none = [*alone, *coded({}, none=[f"Good, number {each}" for each in range(FEWEST)])]
    assert suggested(LearnedThemes(with_none), "I rang the school") == [JOINT]


def test_the_same_coding_gives_the_same_suggestions_in_whatever_order_it_is_read() -> None:
    text = "We rang the school about the chronology in the file"
    assert suggested(LearnedThemes(ENOUGH), text) == suggested(LearnedThemes(ENOUGH[::-1]), text)


def test_weights_are_those_of_naive_bayes() -> None:
    """Worked out a second time by numpy over a table of comments and words."""
    said = coded(
        {
            JOINT: ["ring school"] * 6 + ["ring police"] * 3,
            RECORDS: ["write file"] * 7 + ["ring file"] * 2 + ["school file"],
        }
    )
    words = ["file", "police", "ring", "school", "write"]
    table = np.array([[word in words_of(each.words) for word in words] for each in said])
    under = np.array([JOINT in each.theme_ids for each in said])
    share = lambda rows: (rows.sum(axis=0) + SMOOTHING) / (len(rows) + 2 * SMOOTHING)  # noqa: E731
    weights = dict(zip(words, np.log(share(table[under])) - np.log(share(table[~under])), strict=True))
    learned = LearnedThemes(said)
    for text in ("ring", "ring school", "school file", "school", "write school ring"):
        odds = log(under.sum() / (~under).sum()) + sum(weights[word] for word in words_of(text))
        speaks = any(weights[word] >= log(2) for word in words_of(text))
        assert (JOINT in suggested(learned, text)) == (odds > 0 and speaks), text


def test_each_theme_is_tried_on_what_is_coded_as_if_it_were_not() -> None:
    odd = Coded("Every file has a chronology", frozenset({JOINT}))
    trials = LearnedThemes([*ENOUGH, odd]).tried(most=100)
    assert (trials[JOINT].suggested, trials[JOINT].right, trials[JOINT].themed) == (8, 8, 9)
    assert trials[RECORDS].themed == 8
    assert trials[RECORDS].suggested > trials[RECORDS].right - 1  # the odd one is suggested, wrongly
    before = LearnedThemes(ENOUGH)
    before.tried(most=100)
    assert before.suggestions("I rang the school") == LearnedThemes(ENOUGH).suggestions("I rang the school")
