"""Codes of e-learning, and what completions add up to."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from app.accounts.throttling.rules import Throttle
from app.programme.models import Course

WRONG_COMPLETION_CODES = Throttle(most=5, within=timedelta(minutes=10))
SHORTEST_CODE = 6


def new_certificate_code() -> str:
    """Twelve characters that nobody guesses: 48 bits."""
    return secrets.token_hex(6).upper()


def as_compared(code: str) -> str:
    """What makes two spellings of a completion code the same: case, spaces and dashes don't count."""
    return "".join(letter for letter in code.casefold() if letter.isalnum())


def is_completion_code(typed: str, code: str) -> bool:
    return secrets.compare_digest(as_compared(typed).encode(), as_compared(code).encode())


@dataclass(frozen=True)
class CompletionFigures:
    """How often a course was completed, and the distinct people behind that."""

    course: Course
    completions: int
    people: int


@dataclass(frozen=True)
class CompletionsOfYear:
    """All courses together; a person at two of them is one person."""

    completions: int
    people: int
    courses: list[CompletionFigures]
