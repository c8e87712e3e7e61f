"""Made-up years of answers, settled quarter by quarter; and what is seen of them, with the replies behind it."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hypothesis import strategies as st

from app.evaluation.models import Measure, Question, QuestionKind
from app.evaluation.publishing.rules import Publication, PublishedFigure, Reader, publication
from app.evaluation.settling.models import FigureKind
from app.evaluation.settling.rules import ends_its_year, settled_groups
from app.evaluation.settling.rules_groups import SettledGroup
from app.evaluation.settling.rules_subjects import AskedRow, FigureSubject, Key, YearsAnswers, subjects
from app.evaluation.settling.rules_suppression import Reply
from app.evaluation.stages import Stage

CONFIDENCE, USEFUL, CHANGED, SEEN, CONFIDENCE_ALONE = 1, 2, 3, 4, 5
LONG, SHORT = 1, 2
"""Questionnaires: the short one doesn't ask how useful it was."""


def a_question(
    number: int, kind: QuestionKind, words: str, measure: str = "", *, questionnaire: int = LONG
) -> Question:
    of = Measure(name=measure, kind=kind) if measure else None
    about = {"kind": kind, "words": words, "options": [], "measure": of}
    return Question(id=number, questionnaire_id=questionnaire, position=number, **about)


QUESTIONS = {
    CONFIDENCE: a_question(CONFIDENCE, QuestionKind.SCALE_10, "How confident are you?", "Confidence"),
    USEFUL: a_question(USEFUL, QuestionKind.USEFULNESS, "How useful was it?"),
    CHANGED: a_question(CHANGED, QuestionKind.YES_NO, "Have you changed anything?"),
    SEEN: a_question(SEEN, QuestionKind.YES_NO, "Have you seen a change?"),
    CONFIDENCE_ALONE: a_question(
        CONFIDENCE_ALONE, QuestionKind.SCALE_10, "How confident are you?", "Confidence", questionnaire=SHORT
    ),
}
QUARTERS = [date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1)]


@dataclass(frozen=True)
class Came:
    """One person at one session, and what they answered at each stage, and their manager; None is no answer.

    `questionnaire` is the one that they get after the course.
    """

    person: int
    session: int
    agency: int | None = None
    manager: str = "a"
    before: int | None = 4
    after: int | None = 6
    useful: int | None = 3
    later: int | None = 5
    changed: int | None = 1
    seen: int | None = 1
    questionnaire: int = LONG


def a_year(seed: int) -> list[Came]:
    """Up to 120 people's answers, in some years nearly all alike; up to fifty people and twelve managers.

    Some sessions, or some people, are asked by the short questionnaire.
    """
    chance = random.Random(seed)
    short_ones = {session for session in range(1, 9) if chance.random() < chance.choice([0, 0, 0.3])}
    mixed = chance.choice([0, 0, 0.1])
    people, answered, yes = chance.randint(5, 60), chance.uniform(0.3, 1), chance.choice([0.05, 0.4, 0.8, 0.95, 1])
    sessions = chance.sample(range(1, 9), chance.randint(1, 8))

    def maybe(value: int) -> int | None:
        return value if chance.random() < answered else None

    came = {
        (person, session): Came(
            person,
            session,
            agency=chance.choice([None, 1, 1, 2, 3]),
            manager=chance.choice("abcdefghijkl"[: chance.choice([3, 7, 12])]),
            before=maybe(chance.randint(1, 10)),
            after=maybe(chance.randint(1, 10)),
            useful=maybe(chance.randint(3, 4) if chance.random() < yes else chance.randint(1, 2)),
            later=maybe(chance.randint(1, 10)),
            changed=maybe(int(chance.random() < yes)),
            seen=maybe(int(chance.random() < yes)),
            questionnaire=SHORT if session in short_ones or chance.random() < mixed else LONG,
        )
        for person, session in (
            (chance.randint(1, people), chance.choice(sessions)) for _ in range(chance.randint(0, 120))
        )
    }
    return list(came.values())


years = st.integers(0, 10**6).map(a_year)


def people(session: int, how_many: int, first: int, **more: Any) -> list[Came]:
    """Each with a manager of their own, unless told otherwise."""
    return [
        Came(**({"person": first + number, "session": session, "manager": f"m{first + number}"} | more))
        for number in range(how_many)
    ]


IN_QUARTER = {1: 0, 4: 0, 5: 0, 7: 0, 2: 1, 3: 2, 6: 2, 8: 3}
"""Of each session, which quarter it begins in; of course 2 there are two in one quarter."""


def quarter_of(session: int) -> date:
    return QUARTERS[IN_QUARTER[session]]


def answers_of(year: Sequence[Came], until: date = QUARTERS[-1]) -> YearsAnswers:
    """Sessions 1 to 3 are of course 1, 4 to 6 of course 2 (specialist), 7 and 8 of a Learning Week."""
    rows: list[AskedRow] = []
    given: list[tuple[int, int, int]] = []
    for number, each in enumerate(year):
        for stage, said in (
            (Stage.PRE_COURSE, {CONFIDENCE: each.before}),
            (
                Stage.POST_COURSE,
                {CONFIDENCE: each.after, USEFUL: each.useful}
                if each.questionnaire == LONG
                else {CONFIDENCE_ALONE: each.after},
            ),
            (Stage.IMPACT, {CONFIDENCE: each.later, CHANGED: each.changed}),
            (Stage.MANAGER, {SEEN: each.seen}),
        ):
            answered = {question: value for question, value in said.items() if value is not None}
            if quarter_of(each.session) <= until:
                rows.append(_asked(len(rows) + 1, number, each, stage, bool(answered)))
                given += [(len(rows), question, value) for question, value in answered.items()]
    return YearsAnswers(rows, given, QUESTIONS)


def _asked(number: int, booking: int, each: Came, stage: Stage, is_answered: bool) -> AskedRow:
    course = (each.session + 2) // 3
    return AskedRow(
        number,
        stage,
        booking,
        each.person,
        each.session,
        course,
        "core topic" if course == 1 else "specialist",
        is_answered,
        week_id=1 if each.session > 6 else None,
        agency_id=each.agency,
        manager=each.manager,
        questionnaire_id=each.questionnaire if stage is Stage.POST_COURSE else LONG,
    )


def looks(year: Sequence[Came]) -> list[list[SettledGroup]]:
    """All that is kept after each quarter of the year, of every stage."""
    kept: list[SettledGroup] = []
    found = []
    for quarter in QUARTERS:
        answers, added = answers_of(year, quarter), []
        for stage in Stage:
            earlier = [each for each in kept if each.subject.stage is stage]
            new = settled_groups(answers, stage, ends_year=ends_its_year(quarter), earlier=earlier)
            added += [replace(each, quarter=quarter) for each in new]
        kept = [*kept, *added]
        found.append(kept)
    return found


def settled(year: Sequence[Came], reader: Reader) -> Publication:
    """The year once all of it is settled."""
    return publication(looks(year)[-1], reader)


@dataclass(frozen=True)
class Seen:
    """A figure, and the replies that it sums up by this test's own reckoning.

    `asked` are the return rates' replies in its sessions: for whoever counts, how many replied to one question of a
    questionnaire is how many answered it.
    """

    subject: FigureSubject
    key: Key
    figure: PublishedFigure
    replies: frozenset[Reply]
    asked: frozenset[Reply]


def seen(year: Sequence[Came], readers: Iterable[Reader]) -> list[Seen]:
    """What these readers see together, however often they look: the year after each quarter, and each quarter alone."""
    replies = replies_of(year)
    asked = {subject: _asked_of(subject, replies, year) for subject in replies}
    found = []
    for kept in looks(year):
        for reader in readers:
            for groups in (kept, *([each for each in kept if each.quarter == quarter] for quarter in QUARTERS)):
                for figure in publication(groups, reader).figures:
                    for key, told in figure.of.items():
                        theirs = frozenset(_within(replies[figure.subject], key, told, reader, year))
                        of_whom = frozenset(_within(asked[figure.subject], key, told, reader, year))
                        found.append(Seen(figure.subject, key, told, theirs, of_whom))
    return found


def _asked_of(
    subject: FigureSubject, replies: dict[FigureSubject, frozenset[Reply]], year: Sequence[Came]
) -> frozenset[Reply]:
    """All whose questionnaire asks about it."""
    returned = replies[FigureSubject(FigureKind.RETURNS, subject.stage)]
    is_in_long_alone = subject.kind is FigureKind.SHARE and subject.stage is Stage.POST_COURSE
    return frozenset(reply for reply in returned if not is_in_long_alone or year[reply.booking].questionnaire == LONG)


def replies_of(year: Sequence[Came]) -> dict[FigureSubject, frozenset[Reply]]:
    """All replies to each subject; settling itself says which these are, and `test_published` checks it by hand."""
    answers = answers_of(year)
    rows = {row.id: row for row in answers.asked_rows}
    return {
        subject: frozenset(
            Reply(rows[number].booking_id, rows[number].person_id, rows[number].manager, value)
            for number, value in said.items()
        )
        for stage in Stage
        for subject, said, _ in subjects(answers, stage)
    }


def _within(
    replies: Iterable[Reply], key: Key, told: PublishedFigure, reader: Reader, year: Sequence[Came]
) -> Iterator[Reply]:
    sessions = {each[0] for each in told.sums}
    for reply in replies:
        each = year[reply.booking]
        if each.session in sessions and (
            not reader.agency_ids or key[0] not in ("mine", "agency") or each.agency in reader.agency_ids
        ):
            yield reply
