"""How long what is kept about people is kept."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from app.core.clock import from_london, to_london
from app.settings.rules import SettingsGroup


class Unit(StrEnum):
    """What a period is counted in, on London's calendar."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"

    def before(self, at: datetime, how_many: int) -> datetime:
        """The instant so long before another. From the end of a month to a shorter one it is the last day of that."""
        here = to_london(at)
        if self is Unit.DAYS:
            return from_london(here.date() - timedelta(days=how_many), here.time())
        months = here.year * 12 + here.month - 1 - how_many * (12 if self is Unit.YEARS else 1)
        year, month = divmod(months, 12)
        day = min(here.day, monthrange(year, month + 1)[1])
        return from_london(here.date().replace(year=year, month=month + 1, day=day), here.time())

    def of(self, how_many: int) -> str:
        """30 days, 1 year."""
        return f"{how_many} {self.value if how_many != 1 else self.value.removesuffix('s')}"


@dataclass(frozen=True)
class RetentionKind:
    """One kind of what is kept: from when its period counts, what happens then, and why it is as long as it is.

    `name` is the field of `RetentionPeriods`; the bounds are what the page accepts.
    """

    name: str
    words: str
    since: str
    then: str
    unit: Unit
    default: int
    lowest: int
    highest: int
    why: str


RETENTION_KINDS = (
    RetentionKind(
        "needs_days",
        "Access and dietary needs",
        "after the last day of the session",
        "They are deleted from the booking.",
        Unit.DAYS,
        30,
        7,
        90,
        "They may say something about somebody’s health. Once the session is over, nobody prepares anything by them.",
    ),
    RetentionKind(
        "proofs_days",
        "Addresses that codes and sign-in links were asked for, and network addresses of failed tries",
        "after they were asked for",
        "The addresses are deleted.",
        Unit.DAYS,
        30,
        7,
        365,
        "They show attempts to get in. An attack is noticed within days.",
    ),
    RetentionKind(
        "drafts_days",
        "Questionnaires begun and never sent",
        "after the questionnaire closed",
        "What was begun is deleted.",
        Unit.DAYS,
        30,
        7,
        180,
        "Nobody can send them any more, and nobody agreed that we read them.",
    ),
    RetentionKind(
        "reasons_months",
        "Reasons given for not coming, for cancelling or for an excuse, and why and when trainers can’t teach",
        "after the last day of the session or of those dates, once any charge is decided",
        "The words and the dates are deleted. The outcome, the answer and the decision stay.",
        Unit.MONTHS,
        12,
        3,
        36,
        "They may speak of illness and bereavement. They are needed while a decision can be questioned.",
    ),
    RetentionKind(
        "letters_months",
        "The words of e-mails that were sent",
        "after they were written",
        "Address, subject and words are deleted. That there was a letter of a kind stays.",
        Unit.MONTHS,
        12,
        3,
        36,
        "The training team answers questions about them. The record of it stays, so that nothing is sent twice.",
    ),
    RetentionKind(
        "bounces_months",
        "Addresses that e-mail came back from",
        "after it came back",
        "The addresses are deleted.",
        Unit.MONTHS,
        12,
        1,
        36,
        "They stop mail to where it doesn’t arrive. Addresses begin to work again.",
    ),
    RetentionKind(
        "subscriptions_months",
        "Subscriptions that ended or were never confirmed",
        "after they ended, or were asked for",
        "The address and name are deleted.",
        Unit.MONTHS,
        12,
        1,
        36,
        "They show that somebody agreed, and when they said stop.",
    ),
    RetentionKind(
        "speakers_months",
        "What is shown of speakers",
        "after the last day of the session",
        "It is deleted.",
        Unit.MONTHS,
        12,
        1,
        60,
        "They agreed to be shown for one session.",
    ),
    RetentionKind(
        "line_managers_months",
        "Line managers named on bookings and questionnaires",
        "after the last day of the session",
        "Name and address are deleted from the booking.",
        Unit.MONTHS,
        24,
        6,
        72,
        "They are asked about impact months later, and about absences. After that nobody writes to them.",
    ),
    RetentionKind(
        "comments_years",
        "What people wrote in questionnaires",
        "after they answered",
        "The words are deleted, but for quotes that the team chose. The ticks and numbers stay.",
        Unit.YEARS,
        3,
        1,
        10,
        "The annual reports compare years, and a course is reviewed by what was said of it.",
    ),
    RetentionKind(
        "notes_years",
        "Notes of the training team about a person, and what was accepted in place of a course",
        "after they were written",
        "They are deleted.",
        Unit.YEARS,
        3,
        1,
        10,
        "A question about an agreement comes up within a few years.",
    ),
    RetentionKind(
        "people_years",
        "People, with their training record and certificates",
        "after they were last booked or signed in",
        "The person is erased, as if they had asked. Bookings stay as numbers.",
        Unit.YEARS,
        6,
        2,
        25,
        "An employer, an inspection or a case review may ask who was trained in what.",
    ),
    RetentionKind(
        "accounts_years",
        "Names on bills, and the bills’ files",
        "after the end of the financial year of the bill",
        "Names and files are deleted. Numbers, sums and agencies stay.",
        Unit.YEARS,
        6,
        6,
        15,
        "A public body keeps its accounts for six years (Limitation Act 1980, section 5).",
    ),
    RetentionKind(
        "log_years",
        "The audit log, and the record of requests about people’s data",
        "after it was written",
        "The entries are deleted.",
        Unit.YEARS,
        6,
        1,
        15,
        "It shows who did what. Claims can be brought for six years.",
    ),
)


@dataclass(frozen=True)
class RetentionPeriods(SettingsGroup):
    """How long each kind of record is kept: days, months or years, as the name says, after it was last needed."""

    NAME: ClassVar[str] = "retention"

    needs_days: int = 30
    proofs_days: int = 30
    drafts_days: int = 30
    reasons_months: int = 12
    letters_months: int = 12
    bounces_months: int = 12
    subscriptions_months: int = 12
    speakers_months: int = 12
    line_managers_months: int = 24
    comments_years: int = 3
    notes_years: int = 3
    people_years: int = 6
    accounts_years: int = 6
    log_years: int = 6

    def of(self, kind: RetentionKind) -> int:
        """Days, months or years, as the kind counts."""
        how_many: int = getattr(self, kind.name)
        return how_many

    def with_periods(self, periods: dict[str, int]) -> Self:
        return replace(self, **periods)

    def before(self, name: str, at: datetime) -> datetime:
        """Of a kind by its name: what its period began before is due at an instant."""
        kind = next(each for each in RETENTION_KINDS if each.name == name)
        return kind.unit.before(at, self.of(kind))

    def in_words(self) -> list[tuple[str, str]]:
        """Each kind and its period, for the privacy notice: "30 days after the last day of the session"."""
        return [(kind.words, f"{kind.unit.of(self.of(kind))} {kind.since}") for kind in RETENTION_KINDS]
