"""What was proved of a rulebook, as a page: promises first, then what does not hold, and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from safeconduct.prover.counterexample import Counterexample, Fact
from safeconduct.prover.prove import Act, Gap, Kept, Report, Row

FEW = 6
"""How many of the facts besides are shown unless all are asked for."""


def show_report(console: Console, report: Report, everything: bool) -> None:
    """Print what was proved; `everything` adds all counterexamples, in full."""
    console.print(
        f"[bold]Rulebook {report.rulebook[:16]}[/]: {report.norms} norms; "
        f"executing state {escape(report.executing)}."
    )
    console.print(
        f"The law changed on {report.days} days; between them the rulebook was in {report.states} "
        f"different states. Each kind of act, in each state of the norms about it: "
        f"{report.programs} proofs, each of every case that there can be."
        if report.day is None
        else f"As the law was on {report.day}, in every case that there can be:"
    )
    console.print()
    console.print(_promises(report))
    _not_proved(console, report, everything)
    console.print("[bold underline]What can be open at all[/]")
    for act in report.acts:
        _line(console, f"{act.act}: {_openable(act)}", 2)
    console.print()
    kept = sum(row.with_policy.proved for row in report.promises)
    console.print(
        f"{kept} of {len(report.promises)} promises proved"
        + ("." if report.proved else "; the others are in the way of a release.")
    )


def _promises(report: Report) -> Table:
    when = ("every day", False) if report.day is None else ("that day", True)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("promise")
    table.add_column("with adopted policy", no_wrap=True)
    table.add_column("by law alone", no_wrap=True)
    for row in report.promises:
        table.add_row(escape(row.says), _with_policy(row, *when), _by_law(row, *when))
    return table


def _with_policy(row: Row, always: str, one_day: bool) -> str:
    if row.unstated is not None:
        return "[bold red]✗ cannot be stated[/]"
    if not row.with_policy.proved:
        return "[bold red]✗ not kept[/]"
    return f"[green]✓[/] {_since(row.with_policy, always, one_day)}"


def _by_law(row: Row, always: str, one_day: bool) -> str:
    if row.unstated is not None:
        return ""
    gaps = row.by_law.gaps
    spans = [] if one_day else kept_spans(gaps)
    if not gaps or (spans and spans[-1][1] is None):
        return f"[green]✓[/] {_since(row.by_law, always, one_day)}"
    kept = "– by policy" if row.with_policy.proved else "✗"
    return "; by law ".join([kept, *(f"{first} to {until}" for first, until in spans)])


def _since(kept: Kept, always: str, one_day: bool) -> str:
    spans = [] if one_day else kept_spans(kept.gaps)
    return f"from {spans[-1][0]}" if spans else always


def kept_spans(gaps: Iterable[Gap]) -> list[tuple[date, date | None]]:
    """The days between and after gaps, of whatever act: on these a promise is kept again."""
    ends: list[tuple[date, date | None]] = sorted(
        ((gap.first or date.min, gap.until) for gap in gaps),
        key=lambda one: (one[0], one[1] or date.max),
    )
    found: list[tuple[date, date | None]] = []
    covered: date | None = None
    for number, (first, until) in enumerate(ends):
        if number and covered is not None and first > covered:
            found.append((covered, first))
        if number == 0:
            covered = until
        elif covered is not None:
            covered = None if until is None else max(covered, until)
        if covered is None:
            return found
    return [*found, (covered, None)] if covered is not None else found


def _not_proved(console: Console, report: Report, everything: bool) -> None:
    for row in report.promises:
        if not row.with_policy.proved:
            _failure(console, row, row.with_policy, "", everything)
        elif everything and row.by_law.counterexample is not None:
            _failure(console, row, row.by_law, " by law alone", everything)
    console.print()


def _failure(console: Console, row: Row, kept: Kept, how: str, everything: bool) -> None:
    console.print()
    console.print(f"[bold]Not kept{how}: {escape(row.says)}[/]")
    if row.unstated is not None:
        _line(console, f"This rulebook has no words for it: {row.unstated}", 2)
        return
    for gap in kept.gaps:
        _line(console, f"{gap.act}: {_days(gap)}", 2)
    if kept.counterexample is not None:
        _example(console, kept.counterexample, everything)


def _example(console: Console, example: Counterexample, everything: bool) -> None:
    _line(console, f"A case of {example.act} on {example.day} that is open although", 2)
    for fact in example.supposed:
        _line(console, _said(fact), 4)
    _line(console, "and besides", 2)
    besides = list(example.besides)
    shown = besides if everything else besides[:FEW]
    for fact in shown:
        _line(console, _said(fact), 4)
    if len(besides) > len(shown):
        left = len(besides) - len(shown)
        _line(console, f"… and {left} more that meet other conditions (--full shows all)", 4)
    if example.basis:
        _line(console, f"Its legal basis: {', '.join(example.basis)}", 2)
    _line(console, "Norms that speak of this:" if example.norms else "No norm speaks of this.", 2)
    for note in example.norms:
        _line(console, f"{note.norm} {note.why}", 4)


def _said(fact: Fact) -> str:
    return f"{fact.says} {fact.value.capitalize()}."


def _line(console: Console, text: str, indent: int) -> None:
    console.print(Padding(Text(text), (0, 0, 0, indent), expand=False))


def _days(gap: Gap) -> str:
    if gap.first is None:
        return "always" if gap.until is None else f"before {gap.until}"
    return f"from {gap.first}" + ("" if gap.until is None else f" until {gap.until}")


def _openable(act: Act) -> str:
    if not act.basis:
        return "never; no norm can be its legal basis"
    closed = act.closed_with_policy
    when = ", ".join(f"not {_days(gap)}" for gap in closed) or "on every day"
    law = "" if closed == act.closed_by_law else " (by law alone on other days, too)"
    return f"{when}{law}; legal basis {', '.join(act.basis)}"
