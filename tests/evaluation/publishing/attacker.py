"""Somebody who knows who is in every group, and adds and subtracts what is shown, exactly."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations

from app.evaluation.cutoff import FEWEST
from app.evaluation.publishing.rules_suppression import Reply

Row = list[Fraction]


def worked_out(everybody: Iterable[Reply], seen: list[frozenset[Reply]]) -> list[set[Reply]]:
    """Sets of replies from fewer than five people whose sum follows from the sums of those that are seen.

    A combination of sums treats alike the replies that are in the same shown groups, so that unions of such *atoms*
    are the only sets to try.
    """
    atoms: dict[tuple[bool, ...], set[Reply]] = {}
    for reply in everybody:
        atoms.setdefault(tuple(reply in replies for replies in seen), set()).add(reply)
    atoms.pop((False,) * len(seen), None)  # in no sum at all
    sums = [[Fraction(inside[which]) for inside in atoms] for which in range(len(seen))]
    small = [index for index, atom in enumerate(atoms.values()) if number_of_people(atom) < FEWEST]
    found = []
    for size in range(1, FEWEST):
        for chosen in combinations(small, size):
            union = set().union(*(list(atoms.values())[index] for index in chosen))
            wanted = [Fraction(index in chosen) for index in range(len(atoms))]
            if number_of_people(union) < FEWEST and follows(wanted, sums):
                found.append(union)
    return found


def number_of_people(replies: Iterable[Reply]) -> int:
    return len({reply.person for reply in replies})


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
