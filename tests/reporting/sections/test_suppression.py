"""No sector of fewer than five people is published, and none can be worked out from the total."""

import pytest

from app.evaluation.cutoff import FEWEST
from app.reporting.sections.rules_suppression import PublishedGroup, groups_published


def groups(*people: int) -> list[PublishedGroup]:
    return [PublishedGroup((f"Sector {place}",), how_many, (how_many,)) for place, how_many in enumerate(people)]


@pytest.mark.parametrize(
    ("people", "shown", "together"),
    [
        ((20, 9, 5), [20, 9, 5], None),
        ((20, 9, 3, 2), [20, 9], 5),
        ((20, 9, 4), [20], 13),
        ((20, 9, 0, 1), [20], 10),
        ((4,), [], None),
        ((3, 1), [], None),
        ((), [], None),
        ((6, 1), [], 7),
    ],
)
def test_small_sectors_stand_together_and_never_alone(
    people: tuple[int, ...], shown: list[int], together: int | None
) -> None:
    alone, rest = groups_published(groups(*people))
    assert [group.people for group in alone] == shown
    assert (rest and rest.people) == together


def test_whoever_subtracts_what_is_shown_from_the_total_finds_no_small_group() -> None:
    for people in ((9, 4, 7, 1), (5, 4), (30, 2, 2, 2), (8, 8, 4)):
        alone, rest = groups_published(groups(*people))
        left = sum(people) - sum(group.people for group in alone)
        assert left == (rest.people if rest else 0)
        assert left == 0 or left >= FEWEST
        assert all(group.people >= FEWEST for group in alone)


def test_what_is_put_together_is_named_and_added_up() -> None:
    _, rest = groups_published(
        [
            PublishedGroup(("Police",), 3, (4, 3)),
            PublishedGroup(("Health",), 9, (10, 9)),
            PublishedGroup(("Justice",), 2, (2, 2)),
        ]
    )
    assert rest == PublishedGroup(("Justice", "Police"), 5, (6, 5))
