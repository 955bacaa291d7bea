"""A ruling, as a page of text: the outcome first, then why, then what to ask."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from safeconduct.case.ruling import FactUsed, Finding, Ruling, Status
from safeconduct.terminal.output import MARKS, mark

HEADINGS: dict[Status, str] = {
    "conflicts": "In conflict, with no declared winner",
    "bars": "Bars it (no decision and no cure opens it)",
    "unmet": "Conditions that are not met, each with its cure",
    "open": "Hangs on open questions",
    "decide": "Waits for a decision",
    "applies": "Legal basis, duties to act and signals that apply",
    "met": "Looked at, and not in the way",
    "rests": "Does not apply",
}

MEANING = {
    "C": "text read", "P": "secondary text only", "M": "from memory, not checked",
}  # fmt: skip


def show_ruling(console: Console, ruling: Ruling, everything: bool) -> None:
    """Print a ruling; `everything` adds the norms that are met."""
    console.print()
    console.print(f"[bold]{escape(ruling.title)}[/]  ({ruling.kind}, {escape(ruling.measure)})")
    console.print(f"Day: {ruling.day}{_stated(ruling)}.  View: {ruling.view} ({ruling.viewer}).")
    for fact, value in ruling.assumed.items():
        console.print(f"Assumed: {escape(fact)} = {value}")
    console.print()
    console.print(f"Outcome: {mark(ruling.outcome)}")
    if ruling.also:
        console.print(f"  besides: {', '.join(MARKS[o][0] for o in ruling.also)}")
    if ruling.screening_note:
        console.print(escape(ruling.screening_note), style="italic")
    _findings(console, ruling, everything)
    _contested(console, ruling)
    _questions(console, ruling)
    _follows(console, ruling)
    console.print()
    console.print(
        f"Rulebook {ruling.rulebook[:16]}, engine {ruling.engine}. Marks: C text read, "
        "C@year read in the consolidation of that year, P secondary text, M memory.",
        style="dim",
    )
    if ruling.not_modelled:
        console.print(f"Not modelled by the provisions above: {len(ruling.not_modelled)} points "
                      "(see --json).", style="dim")  # fmt: skip


def _stated(ruling: Ruling) -> str:
    return "" if ruling.day == ruling.day_as_stated else f" (as stated: {ruling.day_as_stated})"


def _findings(console: Console, ruling: Ruling, everything: bool) -> None:
    hidden = () if everything else ("met",)
    for status, heading in HEADINGS.items():
        findings = [f for f in ruling.findings if f.status == status]
        if not findings:
            continue
        console.print()
        console.print(f"[bold underline]{heading}[/]")
        if status in hidden:
            for finding in findings:
                _in_brief(console, finding)
            continue
        for finding in findings:
            _finding(console, finding, brief=status in ("open", "applies", "met"))


def _finding(console: Console, finding: Finding, brief: bool) -> None:
    kind = "policy" if finding.class_ == "policy" else f"law, mark {finding.mark}"
    console.print(Padding(Text(finding.says), (1, 0, 0, 2)))
    version = f", version from {finding.version_from}" if finding.version_from else ""
    source = "" if finding.class_ == "policy" else f" ({finding.identifier})"
    line = f"{finding.cite}{source} [{kind}{version}] {finding.norm}"
    console.print(Padding(Text(line, style="dim"), (0, 0, 0, 4)))
    if finding.alone_on_memory == "yes":
        console.print(
            Padding("Its text was not checked: this shuts on memory alone.", (0, 0, 0, 4))
        )
    for condition in finding.conditions:
        if condition.state != "met" and not (brief and condition.state == "unknown"):
            words = condition.cure or f"No cure: {condition.incurable}"
            sign = "✕ not so" if condition.state == "false" else "? unknown"
            console.print(Padding(Text(f"{sign}: {condition.says}"), (0, 0, 0, 4)))
            console.print(Padding(Text(f"→ {words}"), (0, 0, 0, 6)))
    if finding.decision:
        due = finding.decision
        console.print(
            Padding(Text(f"§ {due.office} decides ({due.what}): {due.state}"), (0, 0, 0, 4))
        )
    if brief:
        return
    for fact in finding.facts:
        _fact(console, fact)
    if finding.reading:
        console.print(Padding(Text(f"Reading: {finding.reading}"), (0, 0, 0, 4)))
    for authority in finding.authorities:
        later = "later authority, not counted: " if authority.later == "yes" else ""
        text = f"{later}{authority.case} ({authority.day}) [{authority.mark}] {authority.says}"
        console.print(Padding(Text(text, style="dim"), (0, 0, 0, 4)))


def _in_brief(console: Console, finding: Finding) -> None:
    """One line: the provision, and the known fact for which it is not in the way."""
    known = [f for f in finding.facts if f.value in ("yes", "no") and f.statements]
    why = f": {known[0].says} {known[0].value}" if known else ""
    told = f" ({known[0].statements[0].value})" if known else ""
    console.print(Padding(Text(f"○ {finding.cite}{why}{told}", style="dim"), (0, 0, 0, 2)))


def _fact(console: Console, fact: FactUsed) -> None:
    if not fact.statements and fact.value == "unknown":
        return
    console.print(Padding(Text(f"· {fact.says} {fact.value}"), (0, 0, 0, 4)))
    for statement in fact.statements:
        source = f" [{', '.join(statement.source)}]" if statement.source else ""
        by = statement.said_by or "stated"
        console.print(Padding(Text(f"{by}: {statement.value}{source}", style="dim"), (0, 0, 0, 8)))
    if fact.untold:
        text = f"Known elsewhere and not told: {', '.join(fact.untold)}"
        console.print(Padding(Text(text), (0, 0, 0, 8)))


def _contested(console: Console, ruling: Ruling) -> None:
    if not ruling.contested:
        return
    console.print()
    console.print("[bold underline]Contested, and what follows on either reading[/]")
    for reading in ruling.contested:
        console.print(Padding(Text(reading.says), (1, 0, 0, 2)))
        for statement in reading.statements:
            source = f" [{', '.join(statement.source)}]" if statement.source else ""
            text = f"{statement.said_by}: {statement.value}{source}"
            console.print(Padding(Text(text, style="dim"), (0, 0, 0, 6)))
        console.print(
            Padding(
                f"if yes: {mark(reading.if_yes)}   if no: {mark(reading.if_no)}   "
                f"settled by: {escape(reading.settled_by)}",
                (0, 0, 0, 4),
            )
        )


def _questions(console: Console, ruling: Ruling) -> None:
    if not ruling.questions:
        return
    console.print()
    console.print("[bold underline]Questions that can still turn the outcome[/]")
    table = Table(box=None, padding=(0, 1), show_header=True)
    table.add_column("", justify="right")
    table.add_column("question", ratio=6)
    table.add_column("who answers", ratio=3)
    table.add_column("settles alone", ratio=2)
    table.add_column("weight", justify="right")
    for number, question in enumerate(ruling.questions, 1):
        more = len(question.about) - 1
        ask = escape(question.ask) + (f" [dim](and {more} more like it)[/]" if more else "")
        if question.contested == "yes":
            ask += " [dim](contested)[/]"
        table.add_row(
            str(number), ask, escape(question.office), ", ".join(question.settles) or "–",
            f"{question.influence:.2f}",
        )  # fmt: skip
    console.print(table)


def _follows(console: Console, ruling: Ruling) -> None:
    due = [d for d in ruling.duties if d.state != "may be due"]
    if due:
        console.print()
        console.print("[bold underline]What has to follow[/]")
        for duty in due:
            when = f"{duty.office}, {duty.within}"
            text = f"{duty.state}: {duty.what} ({when}) [{duty.mark}] {duty.norm}"
            console.print(Padding(Text(text), (0, 0, 0, 2)))
    if ruling.concealed:
        console.print()
        console.print("[bold underline]What must not be disclosed[/]")
        for item in ruling.concealed:
            console.print(Padding(Text(f"{item.what} → {item.from_} ({item.norm})"), (0, 0, 0, 2)))
