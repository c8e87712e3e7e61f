"""Words on a colour: WCAG's contrast, and what is said of it."""

import pytest

from app.accounts.partnership.rules_colour import as_colour, contrast, legibility


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#ffffff", "#ffffff", 1), ("#0f5257", "#ffffff", 8.9), ("#777777", "#ffffff", 4.48)],
)
def test_contrast_is_that_of_wcag_whichever_comes_first(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.05)
    assert contrast(one, other) == contrast(other, one)


def test_what_is_just_too_little_never_looks_enough() -> None:
    white, black = legibility("#777777")
    assert white.in_words.startswith("White words on it have a contrast of 4.4 to 1, too little: 4.5 to 1 is needed")
    assert black.in_words == "Black words on it have a contrast of 4.6 to 1, enough."


@pytest.mark.parametrize("level", range(0, 256, 5))
def test_on_any_grey_words_of_one_colour_can_be_read(level: int) -> None:
    assert any(seen.is_enough for seen in legibility(f"#{level:02x}{level:02x}{level:02x}"))


@pytest.mark.parametrize("given", ["#0F5257", "0f5257", " #0f5257 "])
def test_a_colour_is_read_as_people_write_it(given: str) -> None:
    assert as_colour(given) == "#0f5257"
    assert as_colour("#0f5") == "#00ff55"


@pytest.mark.parametrize("given", ["", "teal", "#12", "#0f52577", "#gggggg", "#٠٠٠٠٠٠"])
def test_what_is_no_colour_is_none(given: str) -> None:
    with pytest.raises(ValueError):
        as_colour(given)
