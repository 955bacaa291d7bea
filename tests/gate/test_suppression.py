"""Small numbers are not told, and cannot be worked out from the others."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

import pytest

from safeconduct.gate import suppression
from safeconduct.gate.suppression import OTHERS, Counted, counted

COLUMNS = ("open", "done")
KINDS = ("x", "y")


def things(cells: dict[tuple[str, str, str], int]) -> list[tuple[str, str, str]]:
    """Things, so many of each."""
    return [one for one, n in cells.items() for _ in range(n)]


def numbers(found: Counted) -> list[int | None]:
    """All numbers of both tables, in order."""
    rows = [*found.first, *found.second, found.totals]
    return [n for row in rows for n in (*row.cells, row.total)]


def test_many_are_shown_as_they_are() -> None:
    cells = dict.fromkeys(product(("KZ", "CH"), KINDS, COLUMNS), 6)
    found = counted(things(cells), COLUMNS)
    rows = {row.name: row for row in found.first}
    assert rows["KZ"].cells == (12, 12)
    assert rows["KZ"].total == 24
    assert found.totals.total == 48


def test_one_small_cell_takes_others_with_it() -> None:
    cells = {
        ("KZ", "x", "open"): 2, ("KZ", "x", "done"): 20, ("CH", "x", "open"): 30,
        ("CH", "x", "done"): 40,
    }  # fmt: skip
    rows = {row.name: row for row in counted(things(cells), COLUMNS).first}
    assert rows["KZ"].cells[0] is None
    # Its row or its total, and its column, or it could be worked out.
    assert None in (rows["KZ"].cells[1], rows["KZ"].total)
    assert sum(n is None for n in numbers(counted(things(cells), COLUMNS))) > 3


def test_rows_of_which_there_are_few_are_not_named() -> None:
    cells = {
        ("KZ", "x", "open"): 3, ("CH", "x", "open"): 30, ("FR", "x", "open"): 4,
        ("DE", "y", "open"): 6,
    }  # fmt: skip
    found = counted(things(cells), COLUMNS)
    assert [row.name for row in found.first] == ["CH", "DE", OTHERS]
    # One alone would be named by being the only one: the smallest goes with it.
    del cells["FR", "x", "open"]
    assert [row.name for row in counted(things(cells), COLUMNS).first] == ["CH", OTHERS]


def test_of_nothing_nothing_is_said() -> None:
    assert set(numbers(counted([], COLUMNS))) == {None}
    assert set(numbers(counted([("KZ", "x", "open")] * 4, COLUMNS))) == {None}


def fitting(found: Counted, most: int) -> Iterator[list[int]]:
    """Every pair of tables that agrees with what is shown, with at most so many in a cell of A."""
    shown_a, shown_b = ([[*row.cells, row.total] for row in t] for t in (found.first, found.second))
    totals = [*found.totals.cells, found.totals.total]

    def fits(told: tuple[int, ...], shown: list[int | None]) -> bool:
        return all(s is None or s == t for s, t in zip(shown, (*told, sum(told)), strict=True))

    rows = [
        [one for one in product(range(most + 1), repeat=2) if fits(one, shown)]
        for shown in shown_a
    ]  # fmt: skip
    for a in product(*rows):
        sums = (sum(row[0] for row in a), sum(row[1] for row in a))
        if not fits(sums, totals):
            continue
        span = list(product(range(sums[0] + 1), range(sums[1] + 1)))
        for firsts in product(span, repeat=len(shown_b) - 1):
            last = (sums[0] - sum(b[0] for b in firsts), sums[1] - sum(b[1] for b in firsts))
            b = (*firsts, last)
            if min(last) >= 0 and all(map(fits, b, shown_b)):
                yield [n for row in (*a, *b, sums) for n in (*row, sum(row))]


@pytest.mark.parametrize("seed", range(25))
def test_whoever_knows_all_that_is_shown_knows_no_small_number(seed: int) -> None:
    """By trying every table that there could be: whatever is few could be anything that is few."""
    chance, fewest = random.Random(seed), 2
    while True:
        cells = {one: chance.choice([0, 0, 1, 2]) for one in product(("KZ", "CH"), KINDS, COLUMNS)}
        found = counted(things(cells), COLUMNS, fewest)
        true = numbers(counted(things(cells), COLUMNS, 0))
        # Where rows were put together there are other cells to try.
        if len(true) == len(numbers(found)):
            break
    possible: list[set[int]] = [set() for _ in true]
    for told in fitting(found, 5):
        for place, found_there in enumerate(told):
            possible[place].add(found_there)
    for place, n in enumerate(true):
        assert n is not None
        if n < fewest:
            assert numbers(found)[place] is None
            assert set(range(fewest)) <= possible[place], (place, cells)


def test_without_the_second_step_a_small_number_could_be_worked_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suppression, "_safe", lambda *_: True)
    cells = {
        ("KZ", "x", "open"): 1, ("KZ", "x", "done"): 3, ("CH", "y", "open"): 3,
        ("CH", "y", "done"): 3,
    }  # fmt: skip
    found = counted(things(cells), COLUMNS, 2)
    assert [row.cells for row in found.first] == [(3, 3), (None, 3)]
    assert {told[3] for told in fitting(found, 5)} == {1}
