"""Numbers that are shown without telling of few: a count below five is left out, and so is whatever
it could be worked out from. Pure.

Two tables are shown that share their columns: things by A and column, and by B and column, with all
totals. Every number is then the flow along an arrow of one round trip:

    all -> total of a row of A -> cell of A -> total of a column -> cell of B -> total of a row of B
        -> all

because what goes into each point comes out of it. Somebody who knows the arrows that are shown can
work out exactly how far each arrow that is left out can still grow or shrink: by the largest flow
round it through others that are left out. A number is safe if whatever lies between 0 and 4 still
fits. As long as one is not, the smallest number near it is left out, too.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FEWEST = 5
"""The smallest number that is shown."""
OTHERS = "other"
"""The row of all those of which there are few."""

Point = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A row of a table: a number a column, and the total. None: it is not shown."""

    name: str
    cells: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class Counted:
    """Two tables that share their columns, and the totals of these."""

    first: tuple[Row, ...]
    second: tuple[Row, ...]
    totals: Row


@dataclass
class _Arrow:
    start: Point
    end: Point
    value: int
    shown: bool = True


def counted(
    things: Iterable[tuple[str, str, str]], columns: Sequence[str], fewest: int = FEWEST
) -> Counted:
    """Count things, each with its row in the first table, its row in the second and its column.

    Rows of which there are few become one, `OTHERS`.
    """
    found = Counter(things)
    rows_a = _rows(Counter(one for one, _, _ in found.elements()), fewest)
    rows_b = _rows(Counter(two for _, two, _ in found.elements()), fewest)
    a, b, whole = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[str]()
    for (one, two, column), n in found.items():
        a[one if one in rows_a else OTHERS, column] += n
        b[two if two in rows_b else OTHERS, column] += n
        whole[column] += n
    arrows = _arrows(rows_a, rows_b, columns, a, b, whole)
    _leave_out(list(arrows.values()), fewest)

    def number(*which: str) -> int | None:
        found = arrows[which]
        return found.value if found.shown else None

    def row(table: str, name: str) -> Row:
        cells = tuple(number(table, name, column) for column in columns)
        return Row(name, cells, number(table, name))

    totals = Row("", tuple(number("column", c) for c in columns), number("all"))
    return Counted(
        tuple(row("a", one) for one in rows_a), tuple(row("b", one) for one in rows_b), totals
    )


def _rows(sizes: Counter[str], fewest: int) -> list[str]:
    """The rows that are told apart; if any are not, as many with them as make enough."""
    ordered = sorted(sizes, key=lambda name: (-sizes[name], name))
    kept = [name for name in ordered if sizes[name] >= fewest and name != OTHERS]
    rest = sizes.total() - sum(sizes[name] for name in kept)
    while kept and 0 < rest < fewest:
        rest += sizes[kept.pop()]
    return [*sorted(kept), OTHERS] if rest or not kept else sorted(kept)


def _arrows(
    rows_a: Sequence[str], rows_b: Sequence[str], columns: Sequence[str],
    a: Counter[tuple[str, str]], b: Counter[tuple[str, str]], whole: Counter[str],
) -> dict[tuple[str, ...], _Arrow]:  # fmt: skip
    begin, end = ("begin", ""), ("end", "")
    found: dict[tuple[str, ...], _Arrow] = {("all",): _Arrow(end, begin, whole.total())}
    for column in columns:
        found["column", column] = _Arrow(("in", column), ("out", column), whole[column])
    for one in rows_a:
        cells = [a[one, column] for column in columns]
        found["a", one] = _Arrow(begin, ("a", one), sum(cells))
        for column, n in zip(columns, cells, strict=True):
            found["a", one, column] = _Arrow(("a", one), ("in", column), n)
    for two in rows_b:
        cells = [b[two, column] for column in columns]
        found["b", two] = _Arrow(("b", two), end, sum(cells))
        for column, n in zip(columns, cells, strict=True):
            found["b", two, column] = _Arrow(("out", column), ("b", two), n)
    return found


def _leave_out(arrows: Sequence[_Arrow], fewest: int) -> None:
    """Leave out what is few, and more until none of it can be worked out."""
    few = [one for one in arrows if one.value < fewest]
    for one in few:
        one.shown = False
    while True:
        unsafe = next((one for one in few if not _safe(one, arrows, fewest)), None)
        if unsafe is None:
            return
        ends = {unsafe.start, unsafe.end}
        shown = [one for one in arrows if one.shown]
        # With nothing shown anything fits, so there is always one left.
        near = [one for one in shown if {one.start, one.end} & ends] or shown
        min(near, key=lambda one: one.value).shown = False


def _safe(arrow: _Arrow, arrows: Sequence[_Arrow], fewest: int) -> bool:
    """Whether everything from 0 to one less than `fewest` fits beside what is shown."""
    others = [one for one in arrows if not one.shown and one is not arrow]
    grows = _flow(others, arrow.end, arrow.start, fewest - 1 - arrow.value)
    shrinks = _flow(others, arrow.start, arrow.end, arrow.value)
    return grows and shrinks


def _flow(arrows: Sequence[_Arrow], start: Point, end: Point, wanted: int) -> bool:
    """Whether so much more can flow from one point to another: along arrows as much as one likes,
    against them as much as flows there.
    """
    back = {number: arrow.value for number, arrow in enumerate(arrows)}
    for _ in range(wanted):
        way = _way(arrows, back, start, end)
        if way is None:
            return False
        for number, along in way:
            back[number] += 1 if along else -1
    return True


def _way(
    arrows: Sequence[_Arrow], back: dict[int, int], start: Point, end: Point
) -> list[tuple[int, bool]] | None:
    """Along which arrows one more can flow; True where it goes the arrow's own way."""
    came: dict[Point, tuple[Point, int, bool] | None] = {start: None}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if here == end:
            way = []
            step = came[here]
            while step is not None:
                before, number, along = step
                way.append((number, along))
                step = came[before]
            return way
        for number, arrow in enumerate(arrows):
            if arrow.start == here and arrow.end not in came:
                came[arrow.end] = (here, number, True)
                waiting.append(arrow.end)
            elif arrow.end == here and arrow.start not in came and back[number] > 0:
                came[arrow.start] = (here, number, False)
                waiting.append(arrow.start)
    return None
