"""Names of people as they are typed."""

import re

_SMALL = frozenset({"al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "la", "le", "van", "von"})
"""Words inside a name that are written small as a rule: anna van der berg is Anna van der Berg."""

_WORD = re.compile(r"[^\W\d_]+")


def with_capitals(name: str) -> str:
    """The name as it is probably written, where somebody has typed small letters alone; empty where they haven't.

    It is a guess, to be asked and never forced.
    """
    is_a_name = all(letter.isalpha() or letter in " '’.-" for letter in name)
    if not is_a_name or name != name.lower() or name == name.upper():
        return ""
    words = name.split(" ")
    return " ".join(word if place and word in _SMALL else _capitals(word) for place, word in enumerate(words))


def _capitals(word: str) -> str:
    """Each part: o'brien-smith is O'Brien-Smith. What follows an apostrophe at the end stays: james's."""
    return _WORD.sub(lambda part: part[0].capitalize() if len(part[0]) > 1 or not part.start() else part[0], word)


def name_in_address(address: str) -> str:
    """ann.green@example.org is Ann Green's, as far as an address tells; empty where it has no two words."""
    words = [word for word in re.split(r"[._]", address.partition("@")[0]) if word]
    if not 2 <= len(words) <= 4 or not all(re.fullmatch(r"[a-z'-]+", word) and len(word) > 1 for word in words):
        return ""
    return with_capitals(" ".join(words))
