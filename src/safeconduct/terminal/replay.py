"""A replay, as a walk down the page: what happened, and what the gate would have said."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from safeconduct.case.replay import Answer, Replay
from safeconduct.terminal.output import MARKS, mark

FEW = 3
"""How many reasons, duties and happenings a short replay shows of each kind."""


def show_replay(console: Console, walk: Replay, full: bool) -> None:
    """Print a replay; `full` shows every reason and duty."""
    few = 1000 if full else FEW
    console.print()
    console.print(Rule(Text(walk.title, style="bold")))
    if walk.decide == "proceed":
        console.print(
            "Second run, with a judge who is told everything: everyone is identified and "
            "screened, the authority that protects objects, the judge answers every point and "
            "decides to go on. What that opens, and what stays shut all the same."
        )
    else:
        console.print(
            "What happened, and what the gate would have said on that day, from what the acting "
            "authority knew."
        )
    for step in walk.steps:
        console.print()
        when = "on a day that no source gives" if step.when == "unknown" else step.when
        console.print(f"[bold]{escape(when)}[/]")
        for words in step.happened[: max(few, 8)]:
            console.print(Padding(Text(f"· {words}"), (0, 0, 0, 2)))
        _more(console, step.happened, max(few, 8), 2)
        for answer in step.answers:
            _answer(console, answer, few)
    _table(console, walk)


def _answer(console: Console, answer: Answer, few: int) -> None:
    console.print()
    console.print(Padding(f"[bold]{escape(answer.title)}[/]  {mark(answer.outcome)}", (0, 0, 0, 2)))
    if answer.earliest_outcome != answer.outcome:
        text = f"on its first possible day ({answer.earliest_day}): {mark(answer.earliest_outcome)}"
        console.print(Padding(text, (0, 0, 0, 4)))
    _lines(console, "opened by asking, answering and deciding", answer.opened, few)
    _lines(console, "not opened by any of it", answer.not_opened, few)
    if not answer.not_opened:
        _lines(console, "shut by", answer.shut_by, few)
        _lines(console, "and hangs, on facts still to be asked, on", answer.hangs_on, few)
    _lines(console, "would have been asked", (", ".join(answer.asked),) if answer.asked else (), 1)
    _lines(console, "first of all", answer.first_questions, few - 1)
    _lines(console, "to be decided by", answer.decided_by, few)
    _lines(console, "had to follow", answer.follows, few)


def _lines(console: Console, label: str, lines: tuple[str, ...], few: int) -> None:
    if not lines:
        return
    console.print(Padding(f"[dim]{label}:[/]", (0, 0, 0, 4)))
    for line in lines[:few]:
        console.print(Padding(Text(f"– {line}"), (0, 0, 0, 6)))
    _more(console, lines, few, 6)


def _more(console: Console, lines: Iterable[object], few: int, indent: int) -> None:
    rest = len(tuple(lines)) - few
    if rest > 0:
        console.print(Padding(f"[dim]… and {rest} more (--full shows all)[/]", (0, 0, 0, indent)))


def _table(console: Console, walk: Replay) -> None:
    console.print()
    console.print(Rule(Text("Measure by measure", style="bold")))
    table = Table(box=None, padding=(0, 1))
    table.add_column("measure", overflow="fold")
    table.add_column("day", overflow="fold")
    for heading in ("gate", "audit", "if treaty", "if none"):
        table.add_column(heading, no_wrap=True)
    table.add_column("asks", justify="right")
    for row in walk.table:
        outcomes = (row.gate, row.audit, row.if_treaty, row.if_no_treaty)
        day = row.day if row.done == "executed" else f"{row.day} ({row.done})"
        table.add_row(row.measure, day, *(mark(o, short=True) for o in outcomes),
                      str(row.questions))  # fmt: skip
    console.print(table)
    signs = ", ".join(words for words, _ in MARKS.values())
    console.print(f"\n{signs}. Only the last opens.", style="dim")
    console.print(
        "gate: what the acting authority knew; audit: everything; then the same reading if a "
        "treaty on legal assistance binds, and if none does; asks: questions still to put.",
        style="dim",
    )
    counts = ", ".join(f"{n} {MARKS[o][0]}" for o, n in walk.counts.items())  # type: ignore[index]
    console.print(f"\n{len(walk.table)} measures in the gate's view: {counts}.")
    console.print(f"Rulebook {walk.rulebook[:16]}, engine {walk.engine}.", style="dim")
