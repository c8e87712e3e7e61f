"""What the office calls kinds of letters."""

from app.notifications.models import LetterKind
from app.notifications.rules import WORDS


def test_every_kind_of_letter_has_words_of_the_office() -> None:
    assert set(WORDS) == set(LetterKind)
