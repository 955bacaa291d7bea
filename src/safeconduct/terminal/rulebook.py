"""The rulebook itself, as pages of text: what it holds, one provision, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from safeconduct.law.changes import Change
from safeconduct.law.formula import AnyNode
from safeconduct.law.plain import plain
from safeconduct.law.rulebook import Norm, Provision, Rulebook, Span, Version


def show_contents(console: Console, book: Rulebook) -> None:
    """Every provision in one line."""
    table = Table(box=None, padding=(0, 1))
    for heading in ("provision", "what", "where", "mark"):
        table.add_column(heading, overflow="fold")
    table.add_column("norms", justify="right")
    for provision in book.provisions.values():
        count = sum(norm.provision == provision.id for norm in book.norms)
        table.add_row(
            provision.id, escape(provision.title), _where(provision), provision.mark, str(count)
        )
    console.print(table)
    console.print(
        "One of them in full: safeconduct rulebook show PROVISION (or the id of a norm).",
        style="dim",
    )


def show_provision(console: Console, book: Rulebook, provision: Provision) -> None:
    """A provision with every norm and definition in it."""
    page = _Page(console, book)
    page.head(provision)
    for word in book.definitions.values():
        if word.provision == provision.id:
            page.line(f"“{word.name}({', '.join(word.params)})” [{word.mark}] {word.says}", 2, 1)
            for version in word.versions:
                means = plain(version.means, book.vocabulary)
                page.line(f"{_span(version.in_force)} means: {means}", 4)
    for norm in book.norms:
        if norm.provision == provision.id:
            page.norm(norm)
    if provision.not_modelled:
        page.line("Not modelled:", 2, 1)
        for text in provision.not_modelled:
            page.line(f"· {text}", 4)


def show_norm(console: Console, book: Rulebook, norm: Norm) -> None:
    """One norm, under the head of its provision."""
    page = _Page(console, book)
    page.head(book.provisions[norm.provision])
    page.norm(norm)


def show_changes(console: Console, found: Sequence[Change]) -> None:
    """What changed, day by day."""
    if not found:
        console.print("Nothing in this rulebook differs between these two days.")
    for day, group in groupby(found, key=lambda change: change.day):
        console.print(f"[bold]{escape(day)}[/]")
        for change in group:
            text = f"{change.kind} {change.name} {change.what} [{change.mark}]: {change.says}"
            console.print(Padding(Text(text), (0, 0, 0, 2), expand=False))


class _Page:
    def __init__(self, console: Console, book: Rulebook) -> None:
        self._console = console
        self._book = book

    def line(self, text: str, indent: int, above: int = 0) -> None:
        self._console.print(Padding(Text(text), (above, 0, 0, indent), expand=False))

    def head(self, provision: Provision) -> None:
        self._console.print(f"[bold]{escape(provision.title)}[/]")
        kind = "adopted policy" if provision.class_ == "policy" else f"law, mark {provision.mark}"
        self.line(f"{provision.id}: {provision.identifier} [{kind}]", 0)
        self.line(f"Counts: {_where(provision)}. Read: {provision.read or 'not stated'}.", 0)

    def norm(self, norm: Norm) -> None:
        acts = "any measure" if len(norm.acts) == len(self._book.vocabulary.acts) else (
            ", ".join(norm.acts)
        )  # fmt: skip
        self.line(f"{norm.id} ({norm.article}) [{norm.mark}]", 2, 1)
        self.line(norm.says, 4)
        self.line(f"{self._effect(norm)}; about: {acts}", 4)
        for version in norm.versions:
            self._version(version)
        for other in norm.prevails_over:
            self.line(f"prevails over {other.norm}: {other.ground} ({other.source})", 4)
        if norm.reading:
            self.line(f"Reading: {norm.reading}", 4)
        for case in norm.authorities:
            self.line(f"{case.case} ({case.day}) [{case.mark}] {case.says}", 4)

    def _version(self, version: Version) -> None:
        self.line(f"{_span(version.in_force)}:", 4)
        self.line(f"when: {self._plain(version.when)}", 6)
        if version.unless is not None:
            self.line(f"unless: {self._plain(version.unless)}", 6)
        for must in version.must:
            self.line(f"must: {self._plain(must.fact)}", 6)
            self.line(f"→ {must.cure or f'no cure: {must.incurable}'}", 8)
        if version.done is not None:
            self.line(f"done: {self._plain(version.done)}", 6)

    def _effect(self, norm: Norm) -> str:
        words: list[str] = [norm.effect]
        if norm.ground is not None:
            words.append(f"on the ground: {self._plain(norm.ground)}")
        if norm.decided_by:
            words.append(f"decided by: {norm.decided_by}")
        if norm.opens:
            words.append(f"opened by: {norm.opens}")
        if norm.raises:
            words.append(f"raises: {', '.join(norm.raises)}")
        if norm.conceals:
            words.append(f"{norm.conceals.what}, from: {norm.conceals.from_}")
        if norm.duty:
            words.append(f"{norm.duty.what} ({norm.duty.who}, {norm.duty.within})")
        return "; ".join(words)

    def _plain(self, node: AnyNode) -> str:
        return plain(node, self._book.vocabulary)


def _where(provision: Provision) -> str:
    applies = provision.applies
    if applies.jurisdiction:
        return f"where {applies.jurisdiction} executes"
    if applies.binds:
        return f"where {applies.binds} binds the executing state"
    if applies.between:
        return f"where {applies.between} binds both states"
    return "everywhere"


def _span(span: Span) -> str:
    if span.start is None and span.end is None:
        return "at all times"
    start = f"from {span.start}" if span.start else ""
    return f"{start}{' ' if start and span.end else ''}{f'until {span.end}' if span.end else ''}"
