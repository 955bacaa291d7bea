"""One norm's part in a ruling or an audit, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from safeconduct.case.facts import parse
from safeconduct.case.ruling import Condition, FactUsed, Finding
from safeconduct.case.words import DECIDES


class FindingWriter:
    """Writes findings to one console; says each fact in full only once."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told: set[str] = set()

    def line(self, text: str, indent: int, *, dim: bool = False, above: int = 0) -> None:
        """A line of plain text, indented."""
        style = "dim" if dim else ""
        self._console.print(Padding(Text(text, style=style), (above, 0, 0, indent), expand=False))

    def finding(self, finding: Finding) -> None:
        """What a norm says, where it stands, on which facts and sources."""
        self.line(finding.says, 2, above=1)
        version = f", version from {finding.version_from}" if finding.version_from else ""
        kind = "policy" if finding.class_ == "policy" else f"law, mark {finding.mark}"
        identifier = f" ({finding.identifier})" if finding.class_ == "law" else ""
        self.line(f"{finding.cite}{identifier} [{kind}{version}] {finding.norm}", 4, dim=True)
        if finding.alone_on_memory == "yes":
            self.line("Its text was not checked: this shuts on memory alone.", 4)
        for condition in finding.conditions:
            self._condition(condition)
        if finding.decision:
            due = finding.decision
            self.line(f"§ {due.office} {DECIDES[due.what]}: {due.state}", 4)
        self._facts(finding.facts)
        for word in finding.definitions:
            since = f", version from {word.version_from}" if word.version_from else ""
            force = since if word.in_force == "yes" else ", no version in force on this day"
            self.line(f"“{word.name}”: {word.says} ({word.cite}) [{word.mark}{force}]", 4, dim=True)
        if finding.reading:
            self.line(f"Reading: {finding.reading}", 4)
        for authority in finding.authorities:
            later = "later authority, not counted: " if authority.later == "yes" else ""
            text = f"{later}{authority.case} ({authority.day}) [{authority.mark}] {authority.says}"
            self.line(text, 4, dim=True)

    def _condition(self, condition: Condition) -> None:
        if condition.state == "met":
            return
        sign = "✕ not so" if condition.state == "false" else "? unknown"
        self.line(f"{sign}: {condition.says}", 4)
        self.line(f"→ {condition.cure or f'No cure: {condition.incurable}'}", 6)

    def _facts(self, facts: Sequence[FactUsed]) -> None:
        """Each fact in full the first time; afterwards by what it is called in the case."""
        told = [fact for fact in facts if _words(fact) in self._told]
        for fact in facts:
            if fact not in told:
                self._fact(fact)
        if told:
            self.line(f"· also, as told above: {', '.join(dict.fromkeys(map(_short, told)))}", 4)

    def _fact(self, fact: FactUsed) -> None:
        self._told.add(_words(fact))
        self.line(f"· {_words(fact)}", 4)
        for statement in fact.statements:
            source = f" [{', '.join(statement.source)}]" if statement.source else ""
            value = "" if statement.said_by.startswith("nothing") else f": {statement.value}"
            note = f" Note: {statement.note}" if statement.note else ""
            self.line(f"{statement.said_by or 'on file'}{value}{source}{note}", 8, dim=True)
        if fact.untold:
            knew = ", ".join(fact.untold)
            self.line(f"Known on that day to: {knew}. No source says that it reached who acted.", 8)


def _words(fact: FactUsed) -> str:
    return f"{fact.says} {fact.value}"


def _short(fact: FactUsed) -> str:
    """A fact by the name of its thing or word: a signal or an item stands for itself."""
    name, args = parse(fact.fact)
    said = {"is": args[0], "covers": args[-1]}.get(name, name)
    return said if fact.value == "yes" else f"{said} ({fact.value})"
