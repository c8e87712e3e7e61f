"""Somebody who knows who is in every group, and works out whatever follows from what is shown, exactly."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from app.evaluation.cutoff import FEWEST
from app.evaluation.settling.rules_suppression import Reply

Row = list[Fraction]


def number_of_people(replies: Iterable[Reply]) -> int:
    return len({reply.person for reply in replies})


def number_of_managers(replies: Iterable[Reply]) -> int:
    return len({reply.manager for reply in replies})


def worked_out(
    everybody: Iterable[Reply],
    seen: list[frozenset[Reply]],
    number_of: Callable[[Iterable[Reply]], int] = number_of_people,
) -> list[set[Reply]]:
    """Sets of replies from fewer than five people whose sum follows from the sums of those that are seen.

    A combination of sums treats alike the replies that are in the same shown groups, so that unions of such *atoms*
    are the only sets to try.
    """
    atoms = list(atoms_of(everybody, seen).items())
    sums = [[Fraction(inside[which]) for inside, _ in atoms] for which in range(len(seen))]
    small = [index for index, (_, atom) in enumerate(atoms) if number_of(atom) < FEWEST]
    found = []
    for size in range(1, FEWEST):
        for chosen in combinations(small, size):
            union = set().union(*(atoms[index][1] for index in chosen))
            wanted = [Fraction(index in chosen) for index in range(len(atoms))]
            if number_of(union) < FEWEST and follows(wanted, sums):
                found.append(union)
    return found


def atoms_of(everybody: Iterable[Reply], seen: Sequence[frozenset[Reply]]) -> dict[tuple[bool, ...], set[Reply]]:
    """Replies that are in the same shown groups; those in none are left out."""
    atoms: dict[tuple[bool, ...], set[Reply]] = {}
    for reply in everybody:
        atoms.setdefault(tuple(reply in replies for replies in seen), set()).add(reply)
    atoms.pop((False,) * len(seen), None)
    return atoms


def follows(wanted: Row, sums: list[Row]) -> bool:
    """Whether it is a linear combination of these, worked out in fractions and so exactly."""
    return rank([*sums, wanted]) == rank(sums)


def rank(rows: list[Row]) -> int:
    """By Gauss's elimination."""
    rows, found = list(rows), 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((row for row in rows if row[column]), None)
        if pivot:
            rows.remove(pivot)
            rows = [less(row, pivot, row[column] / pivot[column]) for row in rows]
            found += 1
    return found


def less(row: Row, pivot: Row, share: Fraction) -> Row:
    return [mine - share * its for mine, its in zip(row, pivot, strict=True)]


# Enumeration: which sets of yes and no are compatible with what is shown


@dataclass(frozen=True)
class Told:
    """That among these replies so many said yes, at least and at most."""

    replies: frozenset[Reply]
    low: int
    high: int


def certain(everybody: Collection[Reply], told: Iterable[Told], *, whose: Callable[[Reply], object]) -> list[Reply]:
    """Replies of which it follows what was said: in every set of answers that is compatible with what is told.

    The attacker may be one of those who answered, and knows their own answers; `whose` says whose a reply is. They are
    tried as each of them, and as somebody who didn't answer.
    """
    told = list(dict.fromkeys(told))
    atoms = [frozenset(atom) for atom in atoms_of(everybody, [each.replies for each in told]).values()]
    found: list[Reply] = []
    for known in _known(atoms, whose):
        left = [atom - known for atom in atoms]
        rules = [
            (
                [index for index, atom in enumerate(atoms) if atom <= each.replies],
                each.low - sum(reply.value for reply in known & each.replies),
                each.high - sum(reply.value for reply in known & each.replies),
            )
            for each in told
        ]
        for index, atom in enumerate(left):
            said_yes = sum(reply.value for reply in atom)
            if atom and said_yes in (0, len(atom)) and not _could_be_else(left, rules, index):
                found += atom
    return found


def _known(atoms: Sequence[frozenset[Reply]], whose: Callable[[Reply], object]) -> set[frozenset[Reply]]:
    """Nobody's answers, or one person's; of people alike in all that matters, one will do."""
    theirs: dict[object, set[Reply]] = {}
    for atom in atoms:
        for reply in atom:
            theirs.setdefault(whose(reply), set()).add(reply)
    alike = {
        tuple(sorted((index, reply.value) for index, atom in enumerate(atoms) for reply in atom & answers)): answers
        for answers in theirs.values()
    }
    return {frozenset(), *(frozenset(answers) for answers in alike.values())}


Rule = tuple[list[int], int, int]


def _could_be_else(left: Sequence[frozenset[Reply]], rules: Sequence[Rule], index: int) -> bool:
    """Whether one more of this atom could have said the other thing."""
    bounds = [(0, len(atom)) for atom in left]
    said_yes = sum(reply.value for reply in left[index])
    bounds[index] = (1, len(left[index])) if said_yes == 0 else (0, len(left[index]) - 1)
    return feasible(bounds, rules)


def feasible(bounds: Sequence[tuple[int, int]], rules: Sequence[Rule]) -> bool:
    """Whether there are whole numbers within these bounds of which each rule's sum lies between its two ends."""
    narrowed = _narrowed(list(bounds), rules)
    if narrowed is None:
        return False
    loose = [
        rule
        for rule in rules
        if sum(narrowed[at][0] for at in rule[0]) < rule[1] or sum(narrowed[at][1] for at in rule[0]) > rule[2]
    ]
    if not loose:
        return True
    at = min((at for at in loose[0][0] if narrowed[at][0] < narrowed[at][1]), key=lambda at: narrowed[at])
    low, high = narrowed[at]
    middle = (low + high) // 2
    halves = ((low, middle), (middle + 1, high))
    return any(feasible([*narrowed[:at], half, *narrowed[at + 1 :]], rules) for half in halves)


def _narrowed(bounds: list[tuple[int, int]], rules: Sequence[Rule]) -> list[tuple[int, int]] | None:
    changed = True
    while changed:
        changed = False
        for members, low, high in rules:
            least, most = sum(bounds[at][0] for at in members), sum(bounds[at][1] for at in members)
            for at in members:
                mine_low, mine_high = bounds[at]
                narrower = (max(mine_low, low - (most - mine_high)), min(mine_high, high - (least - mine_low)))
                if narrower[0] > narrower[1]:
                    return None
                if narrower != bounds[at]:
                    bounds[at], changed = narrower, True
                    least, most = sum(bounds[each][0] for each in members), sum(bounds[each][1] for each in members)
    return bounds
