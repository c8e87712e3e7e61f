"""When two spellings of a person's name are the same."""

import re
import unicodedata

_ADDED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_BETWEEN = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def plain_name(name: str) -> str:
    """ "Bell, Ann (Guest)" is Ann Bell."""
    while (shorter := _ADDED.sub("", name)) != name and shorter:
        name = shorter
    surname, comma, first = (part.strip() for part in name.partition(","))
    return f"{first} {surname}" if comma and first and surname else name.strip()


def name_to_compare(name: str) -> str:
    """Case, accents, hyphens, apostrophes, "Surname, First" and what Teams adds in brackets don't count."""
    folded = plain_name(name).casefold().translate(_LETTERS)
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))
    return _BETWEEN.sub(" ", _APOSTROPHES.sub("", letters)).strip()
