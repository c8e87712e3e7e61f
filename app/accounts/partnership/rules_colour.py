"""Whether words can be read on a colour: WCAG 2.2, success criterion 1.4.3, level AA."""

import re
from dataclasses import dataclass

ENOUGH = 4.5
"""The contrast that text needs on its background, to one."""

WORDS = {"white": "#ffffff", "black": "#000000"}


def as_colour(given: str) -> str:
    """#0f5257 of "#0F5257", "0f5257" or "#0f5" alike. Raises ValueError for what is no colour."""
    found = re.fullmatch(r"#?([0-9a-f]{6}|[0-9a-f]{3})", given.strip().lower(), re.ASCII)
    if not found:
        raise ValueError(given)
    digits = found[1] if len(found[1]) == 6 else "".join(digit * 2 for digit in found[1])
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """From 1, the same colour, to 21, black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True)
class Legibility:
    """How well words in white or black are read on a colour."""

    words: str
    ratio: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= ENOUGH

    @property
    def in_words(self) -> str:
        """Rounded down, so that what is too little never looks enough."""
        shown = int(self.ratio * 10) / 10
        verdict = "enough" if self.is_enough else f"too little: {ENOUGH} to 1 is needed (WCAG 2.2, level AA)"
        return f"{self.words.capitalize()} words on it have a contrast of {shown:g} to 1, {verdict}."


def can_be_read(words: str, *, on: str) -> bool:
    """Whether white or black words have enough contrast on a colour."""
    return contrast(WORDS[words], on) >= ENOUGH


def legibility(colour: str) -> list[Legibility]:
    """Of white words, then of black ones: on any colour at least one of them can be read."""
    return [Legibility(words, contrast(colour, ink)) for words, ink in WORDS.items()]
