"""A change clustered by session: its interval, against matrices in numpy, statsmodels, scipy and a jackknife."""

import math
from itertools import product

import numpy
import pytest
import statsmodels.api
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from app.evaluation.statistics import rules
from app.evaluation.statistics.rules import NoInterval, SessionSums, clustered_mean
from app.evaluation.statistics.rules_change import MatchedChange, clustered_change
from app.evaluation.statistics.rules_sign_flip import sign_flip
from app.evaluation.statistics.rules_students_t import t_for_95_percent

TEN = (1, 10)
FIVE_ANSWERS = st.lists(st.integers(-9, 9), min_size=2, max_size=12)
SESSIONS = st.lists(FIVE_ANSWERS, min_size=3, max_size=9)


def sums_of(sessions: list[list[int]]) -> list[SessionSums]:
    return [
        SessionSums(number, len(each), sum(each), sum(one * one for one in each))
        for number, each in enumerate(sessions)
    ]


def pairs_of(*sessions: list[int], first: int = 5) -> list[tuple[int, int, int]]:
    """Sessions of people who began alike and changed by so much."""
    return [(number, first, first + change) for number, each in enumerate(sessions) for change in each]


@pytest.mark.parametrize("degrees", [1, 1.07, 1.5, 2, 3.3, 7.9, 30.5, 119.2, 5000])
def test_t_is_scipys_for_whole_degrees_and_for_fractions(degrees: float) -> None:
    assert t_for_95_percent(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-9)


@settings(deadline=None, derandomize=True, max_examples=60)
@given(SESSIONS, st.sampled_from([0.0, 0.05, 0.3]))
def test_variance_and_degrees_are_those_of_the_papers_matrices(sessions: list[list[int]], rho: float) -> None:
    """Bell and McCaffrey's A_j as a matrix's own square root, and Satterthwaite's degrees by every p_i' Φ p_j."""
    y = numpy.concatenate([numpy.array(each, dtype=float) for each in sessions])
    cluster = numpy.repeat(numpy.arange(len(sessions)), [len(each) for each in sessions])
    n = len(y)
    ones = numpy.ones((n, 1))
    hat = ones @ ones.T / n
    working = numpy.where(cluster[:, None] == cluster[None, :], rho, 0.0)
    numpy.fill_diagonal(working, 1)
    rows, variance = [], 0.0
    for number in range(len(sessions)):
        mine = cluster == number
        values, vectors = numpy.linalg.eigh(numpy.eye(mine.sum()) - hat[numpy.ix_(mine, mine)])
        adjustment = vectors @ numpy.diag(values**-0.5) @ vectors.T
        row = (numpy.eye(n) - hat)[mine].T @ adjustment @ ones[mine] / n
        rows.append(row.ravel())
        variance += float(rows[-1] @ y) ** 2
    among = numpy.array(rows) @ working @ numpy.array(rows).T
    assert rules.cr2_variance(sums_of(sessions)) == pytest.approx(variance, rel=1e-9, abs=1e-12)
    degrees = rules.satterthwaite_degrees([len(each) for each in sessions], rho)
    assert degrees == pytest.approx(numpy.trace(among) ** 2 / (among**2).sum(), rel=1e-9)


def test_statsmodels_unadjusted_variance_is_a_little_smaller_and_a_jackknife_a_little_larger() -> None:
    """CR0 is by statsmodels; the jackknife leaves one session out at a time. CR2 lies between them."""
    random = numpy.random.default_rng(15)
    for _ in range(20):
        sessions = [list(map(int, random.integers(-2, 5, size=size))) for size in random.integers(4, 20, size=12)]
        y = numpy.concatenate([numpy.array(each) for each in sessions])
        groups = numpy.repeat(numpy.arange(12), [len(each) for each in sessions])
        fit = statsmodels.api.OLS(y, numpy.ones(len(y))).fit(
            cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False}
        )
        left_out = [y[groups != number].mean() for number in range(12)]
        jackknife = sum((each - y.mean()) ** 2 for each in left_out) * 11 / 12
        found = rules.cr2_variance(sums_of(sessions))
        assert fit.bse[0] ** 2 < found < 1.02 * jackknife
        assert found == pytest.approx(jackknife, rel=0.12)


def test_of_sessions_of_one_size_it_is_the_jackknife_and_the_t_test_of_their_means() -> None:
    sessions = [[1, 2, 0, 3], [2, 2, 4, 1], [0, -1, 1, 1], [3, 3, 2, 2], [1, 1, 1, 0]]
    means = [sum(each) / 4 for each in sessions]
    left_out = [(sum(means) - each) / 4 for each in means]
    jackknife = 4 / 5 * sum((each - sum(means) / 5) ** 2 for each in left_out)
    assert rules.cr2_variance(sums_of(sessions)) == pytest.approx(jackknife)
    assert rules.satterthwaite_degrees([4] * 5, 0) == pytest.approx(4)
    expected = stats.ttest_1samp(means, 0).confidence_interval(0.95)
    found = clustered_mean(sums_of(sessions), possible=(-9, 9))
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((expected.low, expected.high))


def test_many_small_sessions_with_independent_answers_give_the_interval_of_the_t_test() -> None:
    random = numpy.random.default_rng(1)
    differences = random.integers(-3, 6, size=4000)
    found = clustered_mean(sums_of([[int(one)] for one in differences]), possible=(-9, 9))
    expected = stats.ttest_1samp(differences, 0).confidence_interval(0.95)
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((expected.low, expected.high), abs=1e-6)


@pytest.mark.parametrize(
    ("sessions", "why"),
    [
        ([[3, 3, 3]], NoInterval.FEW_ANSWERS),
        ([[1], [2], [3], [4]], NoInterval.FEW_ANSWERS),
        ([[2, 2], [2, 2], [2, 2]], NoInterval.ALL_EQUAL),
        ([[1, 2, 3, 4], [1, 5]], NoInterval.FEW_SESSIONS),
        ([[1, 3], [2, 2], [0, 4]], NoInterval.NO_SPREAD),
    ],
)
def test_error_1_an_interval_that_cannot_be_told_is_not_told(sessions: list[list[int]], why: NoInterval) -> None:
    """It read "+3.0, 3 matched, +3.0 to +3.0". Now each session's mean stands there, and "too few to say"."""
    change = clustered_change(pairs_of(*sessions), scale=TEN)
    assert (change.low, change.high, change.has_interval) == (None, None, False)
    assert change.why_no_interval is why
    assert why.startswith(rules.TOO_FEW)
    assert [each.mean for each in change.sessions] == [sum(each) / len(each) for each in sessions]


def test_error_1_no_interval_goes_beyond_what_the_scale_allows() -> None:
    """It read "−9.7 to +15.7" on a scale of ten, on which nobody can change by more than nine."""
    change = clustered_change(pairs_of([-9, 9], [9, 9], [-9, 1], first=10), scale=TEN)
    assert (change.low, change.high, change.is_cut) == (-9, 9, True)
    calm = clustered_change(pairs_of([1, 2], [2, 2], [1, 1]), scale=TEN)
    assert calm.is_cut is False


def test_error_2_people_of_one_session_are_not_strangers() -> None:
    """Three sessions whose people agree: as 30 strangers the mean looked three times as sure."""
    change = clustered_change(pairs_of([0] * 9 + [1], [2] * 9 + [1], [4] * 9 + [3]), scale=TEN, people=21)
    assert change.low is not None
    assert change.high is not None
    differences = [0] * 9 + [1] + [2] * 9 + [1] + [4] * 9 + [3]
    naive = stats.t.ppf(0.975, 29) * stats.sem(differences)
    assert (change.high - change.low) / 2 > 5 * naive
    assert change.in_words == "30 answers of 21 people in 3 sessions"
    assert change.icc == pytest.approx(0.973, abs=0.001)


def test_nobody_has_no_figures() -> None:
    assert clustered_change([], scale=TEN) == MatchedChange()


def test_each_other_figure_of_a_change_is_numpys() -> None:
    random = numpy.random.default_rng(4)
    first = random.integers(1, 11, size=90)
    second = random.integers(3, 11, size=90)
    session = random.integers(0, 9, size=90)
    triples = [(int(s), int(a), int(b)) for s, a, b in zip(session, first, second, strict=True)]
    change = clustered_change(triples, scale=TEN)
    moved = second - first
    assert (change.before, change.after, change.mean) == pytest.approx((first.mean(), second.mean(), moved.mean()))
    assert (change.improved, change.same, change.fallen) == ((moved > 0).sum(), (moved == 0).sum(), (moved < 0).sum())
    assert change.effect == pytest.approx(moved.mean() / first.std(ddof=1))
    assert change.r == pytest.approx(numpy.corrcoef(first, moved)[0, 1])
    assert change.at_top == (first == 10).sum()
    assert change.regresses


def test_where_everybody_began_alike_there_is_no_effect_and_no_correlation() -> None:
    change = clustered_change(pairs_of([1, 2], [2, 2], [1, 1]), scale=TEN)
    assert (change.effect, change.r, change.regresses) == (None, None, False)


def test_the_correlation_within_sessions_is_that_of_the_analysis_of_variance() -> None:
    """Recovered from 400 sessions drawn with a fifth of the variance between them."""
    random = numpy.random.default_rng(7)
    drawn = [
        [int(round(100 * (level + one))) for one in random.normal(0, math.sqrt(0.8), size=size)]
        for size, level in zip(
            random.integers(3, 20, size=400), random.normal(0, math.sqrt(0.2), size=400), strict=True
        )
    ]
    assert rules.intraclass_correlation(sums_of(drawn)) == pytest.approx(0.2, abs=0.03)
    assert rules.intraclass_correlation(sums_of([[1, 2]])) is None
    assert rules.intraclass_correlation(sums_of([[1], [2]])) is None


# The check by direction


def test_the_sign_flip_test_counts_every_pattern() -> None:
    balances = [3, 1, -2, 4, 2, 2, 1]
    every = [abs(sum(s * b for s, b in zip(signs, balances, strict=True))) for signs in product((1, -1), repeat=7)]
    found = sign_flip(balances)
    assert found is not None
    assert found.p == pytest.approx(sum(each >= sum(balances) for each in every) / 2**7)


def test_the_sign_flip_test_needs_six_sessions() -> None:
    assert sign_flip([5, 5, 5, 5, 5]) is None
    six = sign_flip([5, 5, 5, 5, 5, 5])
    assert six is not None
    assert six.p == 2 / 64
    assert six.is_unlikely_by_chance


def test_of_many_sessions_the_sign_flip_test_is_normal_and_agrees_with_the_count() -> None:
    random = numpy.random.default_rng(3)
    balances = [int(each) for each in random.integers(-6, 8, size=60)]
    exact, normal = sign_flip(balances), sign_flip([*balances, 0, 1, -1])
    assert exact is not None
    assert normal is not None
    assert exact.p == pytest.approx(normal.p, abs=0.03)


def test_where_nobody_moved_the_check_finds_nothing() -> None:
    found = sign_flip([0] * 8)
    assert found is not None
    assert found.p == 1


def test_the_check_agrees_with_the_interval_or_says_that_it_does_not() -> None:
    alike = clustered_change(pairs_of(*[[2, 1, 3], [1, 1, 2], [2, 2, 2], [3, 1, 0], [1, 2, 2], [2, 1, 1]]), scale=TEN)
    assert alike.check_agrees is True
    few = clustered_change(pairs_of([2, 1, 3], [1, 1, 2], [2, 2, 0]), scale=TEN)
    assert few.check_agrees is None
    one_far = clustered_change(
        pairs_of(*[[1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 9]]), scale=TEN
    )
    assert one_far.excludes_nought is False
    assert one_far.check_agrees is False


def test_without_its_means_a_change_tells_nothing_of_first_answers() -> None:
    change = clustered_change(pairs_of([1, 2], [2, 3], [1, 5]), scale=TEN).without_means()
    assert (change.before, change.after, change.at_top, change.effect, change.r) == (None, None, 0, None, None)
    assert change.mean is not None


def test_a_page_with_dozens_of_intervals_says_what_chance_does() -> None:
    assert rules.note_on_many(12) == ""
    assert rules.note_on_many(60).startswith("60 comparisons stand on this page.")
    assert "about 3 of these" in rules.note_on_many(60)


def test_one_is_one() -> None:
    assert rules.answers_of_people(1, 1, 1) == "1 answer of 1 person in 1 session"
    assert rules.answers_of_people(1239, 1178, 26) == "1,239 answers of 1,178 people in 26 sessions"
