"""A replay as data for its paper: the table of all measures first, then the walk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from safeconduct.case.replay import Answer, Duty, Named, Replay, Row, Step
from safeconduct.case.words import FIRST_RUN, SECOND_RUN, SUPPOSED
from safeconduct.papers import legend
from safeconduct.papers.sources import known, row

Data = dict[str, Any]

NO_DAY = "On a day that no source gives"


def replay(walk: Replay, left_out: Sequence[str], *, sealed: bool = False) -> Data:
    """The data of an open paper, or those of its sealed annex, which tells the whole walk."""
    return _Walk(walk, left_out, sealed).data()


class _Walk:
    def __init__(self, walk: Replay, left_out: Sequence[str], sealed: bool) -> None:
        self._walk = walk
        self._left_out = left_out
        self._sealed = sealed
        self._proceed = walk.decide == "proceed"

    def data(self) -> Data:
        walk = self._walk
        run = "with a judge who is told everything" if self._proceed else "as it was"
        return {
            "front": legend.front(sealed=self._sealed, left_out=self._left_out),
            "sort": f"Replay of a case, {run}",
            "title": walk.title,
            "says": [SECOND_RUN if self._proceed else FIRST_RUN, SUPPOSED],
            "table": self._table(),
            "steps": [
                self._step(step) for step in walk.steps if step.answers or not self._proceed
            ],
            "proceed": self._proceed,
            "stays": [
                {"norm": _named(s.norm), "shuts": list(s.shuts), "hangs": list(s.hangs)}
                for s in walk.stays
            ],
            "sources": [row(source) for source in walk.sources],
            "known": known(walk.sources),
            "rulebook": legend.short(walk.rulebook), "engine": walk.engine,
            "running": f"{walk.case} · replay · {run}",
        }  # fmt: skip

    def _table(self) -> Data:
        walk = self._walk
        done = Counter(row.done for row in walk.table)
        return {
            "treaty": any(row.if_treaty != row.if_no_treaty for row in walk.table),
            "rows": [_row(number, each) for number, each in enumerate(walk.table, 1)],
            "done": [f"{number} {how}" for how, number in done.items()],
            "counts": legend.counts(walk.counts),
            "counts_by_law": legend.counts(walk.counts_by_law),
            "uncertain": sum(row.earliest != row.outcome for row in walk.table),
        }

    def _step(self, step: Step) -> Data:
        happened = [] if self._proceed else step.happened
        cited = step.cited or tuple(() for _ in step.happened)
        return {
            "when": NO_DAY if step.when == "unknown" else legend.day(step.when),
            "happened": [
                {
                    "says": words,
                    "sources": list(names),
                    "told": [name for name in names if f"({name}" in words],
                }
                for words, names in zip(happened, cited, strict=False)
            ],
            "answers": [self._answer(answer) for answer in step.answers],
        }

    def _answer(self, answer: Answer) -> Data:
        return {
            "number": self._number(answer.measure),
            "title": answer.title,
            "measure": answer.measure,
            "done": answer.done,
            "viewer": answer.viewer,
            "outcome": legend.outcome(answer.outcome),
            "besides": [legend.outcome(o) for o in answer.also],
            "by_law": legend.outcome(answer.by_law),
            "earliest": None if answer.earliest_outcome == answer.outcome
            else {"day": answer.earliest_day, **legend.outcome(answer.earliest_outcome)},
            "opened": [_named(norm) for norm in answer.opened],
            "shut_by": [_named(norm) for norm in answer.shut_by],
            "hangs_on": [_named(norm) for norm in answer.hangs_on],
            # Whom to ask, and what has to follow, is as in the first run.
            "asked": [] if self._proceed else list(answer.asked),
            "first": [] if self._proceed else list(answer.first_questions),
            "decided_by": [] if self._proceed else list(answer.decided_by),
            "follows": [] if self._proceed else [_duty(duty) for duty in answer.follows],
        }  # fmt: skip

    def _number(self, measure: str) -> str:
        """The measure's number in the table on the first page."""
        return next(
            (str(i) for i, each in enumerate(self._walk.table, 1) if each.measure == measure), ""
        )


def _row(number: int, each: Row) -> Data:
    return {
        "number": str(number),
        "title": each.title,
        "measure": each.measure,
        "day": legend.day(each.day),
        "done": "" if each.done == "executed" else each.done,
        "outcome": legend.outcome(each.outcome),
        "earliest": None if each.earliest == each.outcome else legend.outcome(each.earliest),
        "audit": legend.outcome(each.audit),
        "by_law": legend.outcome(each.by_law),
        "if_treaty": legend.outcome(each.if_treaty),
        "if_no_treaty": legend.outcome(each.if_no_treaty),
        "questions": str(each.questions),
    }


def _named(norm: Named) -> Data:
    kind = "policy" if norm.class_ == "policy" else f"law, mark {norm.mark}"
    return {"says": norm.says, "cite": norm.cite, "kind": kind, "norm": norm.norm,
            "cures": list(norm.cures)}  # fmt: skip


def _duty(duty: Duty) -> Data:
    kind = "policy" if duty.class_ == "policy" else f"law, mark {duty.mark}"
    return {"state": duty.state, "says": duty.says, "cite": duty.cite, "kind": kind,
            "norm": duty.norm}  # fmt: skip
