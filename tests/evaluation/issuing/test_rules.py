"""When each stage asks, and what the ready sets hold."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.booking.models import Booking
from app.booking.states import BookingState, Outcome
from app.core.clock import to_london
from app.evaluation.issuing.rules import due_later
from app.evaluation.kinds import QuestionKind
from app.evaluation.models_issued import Issued, ManagerRequest
from app.evaluation.questionnaires.rules_ready import DEFAULT_QUESTIONS, TRANSFER_INDEX
from app.evaluation.refusals import AlreadyAnswered, QuestionnaireClosed
from app.evaluation.results.rules import Returns
from app.evaluation.stages import Stage
from app.evaluation.timing.models import Timing

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-11-23 08:59:59", "2026-11-22"),
        ("2026-11-23 09:00:00", "2026-11-23"),
        ("2026-11-23 23:59:59", "2026-11-23"),
        ("2026-07-01 07:59:59", "2026-06-30"),  # nine in London is eight in UTC in summer
        ("2026-07-01 08:00:00", "2026-07-01"),
        ("2026-06-30 23:30:00", "2026-06-30"),  # past midnight in London, before nine
    ],
)
def test_impact_questionnaires_go_out_at_nine_in_london(at: str, day: str) -> None:
    due = due_later(datetime.fromisoformat(at).replace(tzinfo=UTC), Timing(weeks_after=0))
    assert to_london(due.until).date() - timedelta(days=1) == date.fromisoformat(day)


def test_a_day_falls_due_as_a_whole_so_many_weeks_later_whatever_the_clocks_did() -> None:
    """Six weeks before Monday 23 November is Monday 12 October, still in summer time."""
    due = due_later(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), Timing(weeks_after=6))
    assert due.until == datetime(2026, 10, 12, 23, 0, tzinfo=UTC)
    assert due.since == datetime(2026, 9, 13, 23, 0, tzinfo=UTC)  # 28 days more, for an outage


def test_a_second_before_nine_the_day_is_not_due() -> None:
    due = due_later(datetime(2026, 11, 23, 8, 59, 59, tzinfo=UTC), Timing(weeks_after=6))
    assert due.until == datetime(2026, 10, 11, 23, 0, tzinfo=UTC)


def test_what_is_asked_before_after_and_later_is_the_same_and_so_comparable() -> None:
    measured = {
        stage: [(ask.measure, ask.words) for ask in DEFAULT_QUESTIONS[stage, False] if ask.measure]
        for stage in (Stage.PRE_COURSE, Stage.POST_COURSE, Stage.IMPACT)
    }
    assert measured[Stage.PRE_COURSE] == measured[Stage.POST_COURSE] == measured[Stage.IMPACT]
    assert [measure for measure, _ in measured[Stage.PRE_COURSE]] == [
        "Knowledge",
        "Confidence to practise",
        "Professional challenge",
    ]


def test_managers_have_two_ticks_a_person_and_the_brief_set_is_brief() -> None:
    kinds = [ask.kind for ask in DEFAULT_QUESTIONS[Stage.MANAGER, False]]
    assert kinds == [QuestionKind.DIRECTION, QuestionKind.FREQUENCY, QuestionKind.TEXT]
    assert len(DEFAULT_QUESTIONS[Stage.POST_COURSE, True]) == 2
    assert set(DEFAULT_QUESTIONS) == {(stage, False) for stage in Stage} | {(Stage.POST_COURSE, True)}


def test_free_text_is_never_required() -> None:
    asks = [ask for ready_set in DEFAULT_QUESTIONS.values() for ask in ready_set]
    assert all(not ask.is_required for ask in asks if ask.kind is QuestionKind.TEXT)
    may_be_left_out = [ask for ask in asks if ask.kind is not QuestionKind.TEXT and not ask.is_required]
    assert tuple(may_be_left_out) == TRANSFER_INDEX


def test_a_scale_has_as_many_steps_below_its_middle_as_above_it() -> None:
    useful = list(QuestionKind.BALANCED_USEFULNESS.numbers.values())
    assert [words.startswith("Not") for words in useful] == [True, True, False, False]
    assert list(QuestionKind.DIRECTION.numbers.values()) == ["Worse", "No change", "Better"]
    assert QuestionKind.FREQUENCY.numbers[0] == "No opportunity yet"
    assert QuestionKind.YES_NO.numbers == {1: "Yes", 0: "No"}


@pytest.mark.parametrize(
    ("closed", "returned", "percent"),
    [(0, 0, None), (2, 1, 50), (3, 1, 33), (3, 2, 67), (8, 1, 13), (200, 1, 1), (201, 1, 0), (5, 0, 0), (5, 5, 100)],
)
def test_the_return_rate_is_over_those_that_closed_with_halves_rounded_up(
    closed: int, returned: int, percent: int | None
) -> None:
    assert Returns(issued=500, returned=400, closed=closed, closed_returned=returned).rate_percent == percent


def test_a_questionnaire_is_answered_until_it_closes_and_once() -> None:
    booking = Booking(state=BookingState.BOOKED, outcome=Outcome.ATTENDED)
    issued = Issued(stage=Stage.POST_COURSE, closes_at=AT, booking=booking)
    issued.must_be_answerable(AT - timedelta(microseconds=1))
    with pytest.raises(QuestionnaireClosed):
        issued.must_be_answerable(AT)
    with pytest.raises(AlreadyAnswered):
        Issued(closes_at=AT, answered_at=AT, booking=booking).must_be_answerable(AT - timedelta(days=1))


def test_a_managers_request_is_answered_until_it_closes_and_once() -> None:
    one, other = (_about_someone(Outcome.ATTENDED) for _ in range(2))
    request = ManagerRequest(closes_at=AT, issued=[one, other])
    request.must_be_answerable(AT - timedelta(seconds=1))
    with pytest.raises(QuestionnaireClosed):
        request.must_be_answerable(AT)
    one.answered_at = other.answered_at = AT
    with pytest.raises(AlreadyAnswered):
        request.must_be_answerable(AT - timedelta(seconds=1))


def test_a_manager_is_not_asked_about_somebody_found_to_have_been_absent() -> None:
    there, absent = _about_someone(Outcome.ATTENDED), _about_someone(Outcome.NO_SHOW)
    request = ManagerRequest(closes_at=AT, issued=[there, absent])
    assert request.people == [there]
    there.booking.outcome = Outcome.EXCUSED
    with pytest.raises(QuestionnaireClosed):
        request.must_be_answerable(AT - timedelta(seconds=1))


def _about_someone(outcome: Outcome) -> Issued:
    return Issued(stage=Stage.MANAGER, booking=Booking(state=BookingState.BOOKED, outcome=outcome))
