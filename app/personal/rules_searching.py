"""What makes two spellings alike when somebody searches."""

import unicodedata


def searchable(*texts: str | None) -> str:
    """What is kept beside a record so that it is found: its texts, plain, with a space between them."""
    return " ".join(plain(text or "") for text in texts)


def plain(words: str) -> str:
    """Lower case, and letters without their accents; Ł and ø, which have none to lose, become l and o."""
    letters = unicodedata.normalize("NFKD", words.replace("’", "'").casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_BARRED)


_BARRED = str.maketrans("łøđı", "lodi")
