"""Names as they may stand in mail to somebody who has proved nothing: whoever typed them may be a stranger."""

import re
import unicodedata

LONGEST_IN_MAIL = 60

_WEB_ADDRESS = re.compile(r"://|^www\.|[^\W_][\w-]+\.[^\W\d_]{2,}(?:$|[/:?#,;])|[@\\<>\[\]]", re.IGNORECASE)
"""What a mail program might make a link of: "example.org", but neither "Dr. Green" nor "J.R. Green"."""


def name_in_mail(name: str) -> str:
    """On one line, without anything that could be a web or e-mail address, and not longer than a name is."""
    visible = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in name)
    words = [word for word in visible.split() if not looks_like_an_address(word)]
    bounded = ""
    for word in words:
        if len(bounded) + len(word) >= LONGEST_IN_MAIL:
            break
        bounded = f"{bounded} {word}".strip()
    return bounded or " ".join(words)[:LONGEST_IN_MAIL]


def looks_like_an_address(words: str) -> bool:
    """Whether one of the words is, or holds, a web or an e-mail address."""
    return any(_WEB_ADDRESS.search(word.strip(".,;!()'\"’")) for word in words.split())


def in_mail(name: str) -> str:
    """A name as it may stand in mail to somebody who has proved nothing; where that leaves nothing, "colleague"."""
    return name_in_mail(name) or ("colleague" if name else "")
