"""Every promise, for every kind of act, on every day on which the law changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from safeconduct.law.rulebook import Rulebook
from safeconduct.prover import days, general
from safeconduct.prover.counterexample import Counterexample, counterexample
from safeconduct.prover.days import Period, State
from safeconduct.prover.general import Task
from safeconduct.prover.promises import PROMISES, Promise, Stated, stated
from safeconduct.prover.room import Column, Room, clingo

COLUMNS: tuple[Column, ...] = ("all", "law")


class Gap(Struct, frozen=True):
    """Days on which a promise is not kept for an act. `first`: None is from ever; until: open."""

    act: str
    first: date | None
    until: date | None


class Kept(Struct, frozen=True):
    """How a promise fares. `proved`: kept on every day on which it is promised."""

    proved: bool
    gaps: tuple[Gap, ...] = ()
    counterexample: Counterexample | None = None


class Row(Struct, frozen=True):
    """One promise: with policy, by law alone; `unstated` says which word the rulebook lacks."""

    promise: str
    says: str
    acts: tuple[str, ...]
    since: date | None
    with_policy: Kept
    by_law: Kept
    unstated: str | None = None


class Act(Struct, frozen=True):
    """When an act can be open at all, and which norms can be its basis."""

    act: str
    basis: tuple[str, ...]
    closed_with_policy: tuple[Gap, ...]
    closed_by_law: tuple[Gap, ...]


class Report(Struct, frozen=True):
    """What was proved of a rulebook.

    `days` is the number of days on which the law changed, `states` that of different states of the
    whole rulebook, `programs` that of different states of the norms about one act: each is proved
    once. `day`: it was proved for this day only.
    """

    rulebook: str
    executing: str
    day: date | None
    norms: int
    days: int
    states: int
    programs: int
    proved: bool
    promises: tuple[Row, ...]
    acts: tuple[Act, ...]


class Found(NamedTuple):
    """What one program says: the columns in which the act can be open, which norms can be the
    basis of an open act, and broken promises."""

    open: frozenset[Column]
    basis: frozenset[str]
    broken: frozenset[tuple[str, Column]]


class Prover:
    """Proves promises about one rulebook for one executing state."""

    def __init__(
        self, rulebook: Rulebook, executing: str = "BE", promises: Iterable[Promise] = PROMISES
    ) -> None:
        self.rulebook = rulebook
        self.executing = executing
        self.promises = tuple(promises)
        self.unstated: dict[str, str] = {}
        self.claims: list[Stated] = []
        for promise in self.promises:
            try:
                self.claims.append(stated(promise, rulebook.vocabulary))
            except ValueError as error:
                self.unstated[promise.id] = str(error)

    def about(self, act: str) -> list[Stated]:
        """The promises about an act."""
        return [claim for claim in self.claims if act in claim.acts]

    def room(self, task: Task) -> Room:
        """The most general case of a task, ready to be asked."""
        program = general.program(self.rulebook, task, self.about(task.act))
        return Room(program, general.facts(self.rulebook, task, self.executing))

    def ask(self, task: Task) -> Found:
        """What one program says of every promise about its act."""
        room = self.room(task)
        open_ = frozenset(column for column in COLUMNS if room.can_be_open(column))
        broken = {
            (claim.promise.id, column)
            for claim in self.about(task.act)
            for column in open_
            if not room.kept(claim.promise.id, column)
        }
        return Found(open_, frozenset(room.bases()), frozenset(broken))

    def periods(self, act: str, day: date | None = None) -> list[tuple[Period, list[Task]]]:
        """Each period of an act with its tasks: one, or one for each day a request can date from.

        With `day` only the period that it lies in.
        """
        norms = general.norms_about(self.rulebook, act)
        all_ = days.periods(self.rulebook, self.executing, norms)
        found = []
        for number, period in enumerate(all_):
            if day is None or period.holds(day):
                received: list[date | None] = [None]
                if any(norm.judged_by == "request" for norm in norms):
                    received += [earlier.first for earlier in all_[:number]]
                found.append((period, [Task(act, period.first, one) for one in received]))
        return found


class _Work:
    """What each process of a pool keeps; set when it starts."""

    prover: Prover | None = None


def _start(rulebook: Rulebook, executing: str, promises: tuple[Promise, ...]) -> None:
    _Work.prover = Prover(rulebook, executing, promises)


def _ask(task: Task) -> Found:
    if _Work.prover is None:
        raise RuntimeError("a process of the pool was not started as it should be")
    return _Work.prover.ask(task)


def prove(
    rulebook: Rulebook,
    *,
    executing: str = "BE",
    promises: Iterable[Promise] = PROMISES,
    acts: Iterable[str] | None = None,
    day: date | None = None,
    examples: bool = True,
    processes: int | None = None,
    progress: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> Report:
    """Prove every promise.

    `acts`: only these. `day`: only that day. `examples`: with counterexamples by law alone, too.
    `processes`: how many work at once (None: one for each processor).
    """
    clingo()  # a missing prover is said at once
    prover = Prover(rulebook, executing, promises)
    chosen = list(rulebook.vocabulary.acts if acts is None else acts)
    spans = {act: prover.periods(act, day) for act in chosen}
    # Days on which all norms about the act read the same are proved once.
    first: dict[tuple[str, State, State | None], Task] = {}
    same: dict[Task, Task] = {}
    for act in chosen:
        states = days.States(rulebook, executing, general.norms_about(rulebook, act))
        for period, tasks in spans[act]:
            for task in tasks:
                received = task.request_day
                by_request = None if received is None else states.on(received)
                same[task] = first.setdefault((act, period.state, by_request), task)
    found = _all(prover, list(first.values()), processes, progress)
    answers = {task: found[one] for task, one in same.items()}
    rows = tuple(_row(prover, promise, spans, answers, examples) for promise in prover.promises)
    whole = days.periods(rulebook, executing, rulebook.norms)
    return Report(
        rulebook=rulebook.hash,
        executing=executing,
        day=day,
        norms=len(rulebook.norms),
        days=len(days.changes(rulebook, executing, rulebook.norms)),
        states=len({period.state for period in whole}),
        programs=len(first),
        proved=all(row.with_policy.proved for row in rows),
        promises=rows,
        acts=tuple(_act(act, spans[act], answers) for act in chosen),
    )


def _all(
    prover: Prover,
    tasks: list[Task],
    processes: int | None,
    progress: Callable[[int, int, str], None],
) -> dict[Task, Found]:
    found = {}
    if processes == 1:
        for number, task in enumerate(tasks):
            progress(number, len(tasks), f"{task.act} {task.day}")
            found[task] = prover.ask(task)
        return found
    arguments = (prover.rulebook, prover.executing, prover.promises)
    with ProcessPoolExecutor(processes or os.cpu_count(), None, _start, arguments) as pool:
        for number, (task, answer) in enumerate(
            zip(tasks, pool.map(_ask, tasks, chunksize=4), strict=True)
        ):
            progress(number, len(tasks), f"{task.act} {task.day}")
            found[task] = answer
    return found


Spans = Mapping[str, list[tuple[Period, list[Task]]]]
Answers = Mapping[Task, Found]


def _row(prover: Prover, promise: Promise, spans: Spans, answers: Answers, examples: bool) -> Row:
    if promise.id in prover.unstated:
        no = Kept(False)
        return Row(
            promise.id, promise.says, promise.acts, promise.since, no, no,
            prover.unstated[promise.id],
        )  # fmt: skip
    claim = next(c for c in prover.claims if c.promise.id == promise.id)
    with_policy = _kept(prover, claim, "all", spans, answers, True)
    by_law = _kept(prover, claim, "law", spans, answers, examples)
    return Row(promise.id, promise.says, claim.acts, promise.since, with_policy, by_law)


def _kept(
    prover: Prover, claim: Stated, column: Column, spans: Spans, answers: Answers, example: bool
) -> Kept:
    broken: list[tuple[Gap, Task]] = []
    for act in claim.acts:
        for period, tasks in spans.get(act, []):
            for task in tasks:
                if (claim.promise.id, column) in answers[task].broken:
                    broken.append((_gap(act, period), task))
                    break
    since = claim.promise.since
    counted = [
        one for one in broken if since is None or one[0].until is None or one[0].until > since
    ]
    if not broken:
        return Kept(True)
    # The latest day tells most about the law as it is.
    _, task = max(counted or broken, key=lambda one: one[1].day)
    shown = (
        counterexample(prover.room(task), prover.rulebook, claim, task.act, task.day, column)
        if example
        else None
    )
    return Kept(not counted, _joined(gap for gap, _ in broken), shown)


def _gap(act: str, period: Period) -> Gap:
    return Gap(act, None if period.ever else period.first, period.until)


def _joined(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Gaps that follow each other, as one."""
    found: list[Gap] = []
    for gap in gaps:
        if found and found[-1].act == gap.act and found[-1].until == gap.first:
            found[-1] = Gap(gap.act, found[-1].first, gap.until)
        else:
            found.append(gap)
    return tuple(found)


def _act(act: str, spans: list[tuple[Period, list[Task]]], answers: Answers) -> Act:
    def closed(column: Column) -> tuple[Gap, ...]:
        return _joined(
            _gap(act, period)
            for period, tasks in spans
            if not any(column in answers[task].open for task in tasks)
        )

    basis = {norm for _, tasks in spans for task in tasks for norm in answers[task].basis}
    return Act(act, tuple(sorted(basis)), closed("all"), closed("law"))
