"""No group under five can be seen or worked out, by somebody who knows who is in every group and adds and subtracts."""

from collections.abc import Hashable, Iterable, Iterator
from fractions import Fraction
from itertools import combinations, count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.evaluation.cutoff import FEWEST
from app.evaluation.settling.rules_suppression import Group, Reply, groups_after_suppression
from tests.evaluation.publishing.attacker import Row, follows, number_of_people, rank, worked_out

BOOKINGS = count()
thorough = settings(deadline=None, derandomize=True, max_examples=300)


def a_group(key: str, *parts: Group, people: Iterable[int] = (), left_over: Iterable[int] = ()) -> Group:
    """A group of these parts and of these people, each with a reply of their own under this key."""
    own = frozenset(Reply(next(BOOKINGS), person) for person in [*people, *left_over])
    return Group(key, own.union(*(part.replies for part in parts)), parts)


@st.composite
def trees(draw: Any, *, levels: int = 4, fewest_people: int = 0, most_left_over: int = 6) -> Group:
    """A year of strands, courses and sessions; a person may reply in several sessions, and up to 60 do."""
    numbers, people = count(), st.integers(1, 60)

    def replies(at_least: int, at_most: int) -> frozenset[Reply]:
        found = draw(st.sets(people, min_size=at_least, max_size=at_most))
        return frozenset(Reply(next(numbers), person) for person in sorted(found))

    def group(levels: int) -> Group:
        parts = tuple(group(levels - 1) for _ in range(draw(st.integers(0, 4)))) if levels > 1 else ()
        own = replies(0, most_left_over) if parts else replies(fewest_people, 9)
        return Group(next(numbers), own.union(*(part.replies for part in parts)), parts)

    return group(levels)


def groups(root: Group) -> Iterator[Group]:
    yield root
    for part in root.parts:
        yield from groups(part)


def worked_out_of(root: Group, keys: Iterable[Hashable]) -> list[set[Reply]]:
    """What an attacker finds who sees the groups of these keys."""
    return worked_out(root.replies, [group.replies for group in groups(root) if group.key in set(keys)])


# --- What holds of every tree ---


@thorough
@given(trees())
def test_no_group_under_five_can_be_worked_out_from_what_is_shown(root: Group) -> None:
    assert worked_out_of(root, groups_after_suppression(root)) == []


@thorough
@given(trees())
def test_a_shown_group_less_its_shown_parts_is_nobody_or_at_least_five(root: Group) -> None:
    keys = groups_after_suppression(root)
    for group in groups(root):
        if group.key in keys:
            block = group.replies.difference(*(part.replies for part in group.parts if part.key in keys))
            assert number_of_people(block) not in range(1, FEWEST)


@thorough
@given(trees())
def test_no_shown_group_has_fewer_than_five_people_or_stands_in_one_that_is_hidden(root: Group) -> None:
    keys = groups_after_suppression(root)
    for group in groups(root):
        assert group.key not in keys or group.people >= FEWEST
        assert group.key in keys or keys.isdisjoint(one.key for one in groups(group))


@thorough
@given(trees(fewest_people=FEWEST, most_left_over=0))
def test_where_every_group_is_large_enough_and_nothing_is_left_over_everything_is_shown(root: Group) -> None:
    assert groups_after_suppression(root) == {group.key for group in groups(root)}


@thorough
@given(trees())
def test_at_most_one_part_is_hidden_for_the_sake_of_others(root: Group) -> None:
    keys = groups_after_suppression(root)
    for group in groups(root):
        if group.key in keys:
            hidden = [part for part in group.parts if part.people >= FEWEST and part.key not in keys]
            assert len(hidden) <= 1


@thorough
@given(trees())
def test_the_same_tree_shows_the_same_groups(root: Group) -> None:
    again = Group(root.key, frozenset(sorted(root.replies, reverse=True)), root.parts)
    assert groups_after_suppression(again) == groups_after_suppression(root)


# --- The rule by examples, and that the attack bites ---


def a_course_with_a_small_session() -> Group:
    """Nine people, six and three."""
    return a_group("course", a_group("june", people=range(6)), a_group("july", people=range(6, 9)))


def test_control_hiding_only_small_groups_gives_them_away() -> None:
    """The course less June is July's three: the attack finds them."""
    root = a_course_with_a_small_session()
    large = [group.key for group in groups(root) if group.people >= FEWEST]
    assert large == ["course", "june"]
    assert worked_out_of(root, large) == [set(root.parts[1].replies)]


def test_control_a_group_across_three_levels_is_given_away_too() -> None:
    """The year less one course less the only large session of another."""
    lone = a_group("lone", a_group("large", people=range(6)), a_group("small", people=range(6, 8)))
    root = a_group("year", a_group("other", people=range(20, 26)), lone)
    assert worked_out_of(root, ["year", "other", "large"]) == [set(lone.parts[1].replies)]


def test_the_smallest_large_part_is_hidden_with_the_small_one() -> None:
    root = a_group(
        "course",
        a_group("may", people=range(20, 28)),
        a_group("june", people=range(6)),
        a_group("july", people=range(6, 9)),
    )
    assert groups_after_suppression(root) == {"course", "may"}


def test_of_equals_the_first_is_hidden() -> None:
    root = a_group("course", *(a_group(key, people=range(5)) for key in ("may", "june")), left_over=[7])
    assert groups_after_suppression(root) == {"course", "june"}


def test_small_parts_that_are_five_together_hide_nobody_else() -> None:
    root = a_group(
        "course", a_group("may", people=range(6)), *(a_group(key, people=[8, 9]) for key in ("june", "july"))
    )
    assert groups_after_suppression(root) == {"course"}, "two people who came twice are two people"
    root = a_group("course", a_group("may", people=range(6)), a_group("june", people=[7, 8]), left_over=[9, 10, 11])
    assert groups_after_suppression(root) == {"course", "may"}


def test_a_few_left_over_are_protected_like_a_small_part() -> None:
    assert groups_after_suppression(a_group("course", a_group("june", people=range(6)), left_over=[8])) == {"course"}


def test_a_group_of_nobody_hides_nothing() -> None:
    assert groups_after_suppression(a_group("course", a_group("june", people=range(6)), a_group("july"))) == {
        "course",
        "june",
    }
    assert groups_after_suppression(a_group("year")) == frozenset()


def test_four_people_with_many_replies_are_four_people() -> None:
    root = a_group("year", *(a_group(f"session {number}", people=range(4)) for number in range(10)))
    assert len(root.replies) == 40
    assert groups_after_suppression(root) == frozenset()


def test_parts_that_overlap_or_reach_outside_are_refused() -> None:
    june = a_group("june", people=range(6))
    with pytest.raises(ValueError, match="overlap"):
        Group("course", june.replies, (june, june))
    with pytest.raises(ValueError, match="reach outside"):
        Group("course", frozenset(), (june,))


def test_two_changes_from_the_same_first_answers_show_the_means_of_one_alone() -> None:
    """Seven are matched after, five of them later too. Unknown are each one's first, second and later answer."""
    after, later = range(7), range(5)

    def sums(**signs_and_people: tuple[int, Iterable[int]]) -> Row:
        return [
            Fraction(sign if person in people else 0)
            for stage in ("before", "after", "later")
            for sign, people in [signs_and_people.get(stage, (0, ()))]
            for person in range(7)
        ]

    means_after = [sums(before=(1, after)), sums(after=(1, after))]
    change_later = sums(later=(1, later), before=(-1, later))
    two_people = sums(before=(1, [5, 6]))
    assert follows(two_people, [*means_after, change_later, sums(later=(1, later))]), "with the later mean"

    told = [*means_after, change_later]
    for few in (few for size in range(1, FEWEST) for few in combinations(range(7), size)):
        others = [[row[index] for index in range(21) if index % 7 not in few] for row in told]
        assert rank(others) == rank(told), "every combination tells of somebody else too"
