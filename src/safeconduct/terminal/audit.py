"""An audit, as a page of text: the measures, the provisions they engage, then each in full."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from safeconduct.case.audit import Audit, MeasureAudited, ProvisionEngaged, Standing
from safeconduct.case.ruling import Finding
from safeconduct.case.words import AUDIT_HEADINGS, READ
from safeconduct.terminal.finding import FindingWriter
from safeconduct.terminal.output import mark

STANDS: dict[Standing, str] = {
    "not-met": "✕ not met", "open": "? open", "to-decide": "§ to be decided",
    "raised": "! raised", "basis": "· basis", "kept": "○ kept",
}  # fmt: skip
"""How a norm stands, with a sign before it so that nobody needs colour."""

BRIEF: tuple[Standing, ...] = ("open", "basis", "kept")
"""Standings of which each norm gets one line, unless everything is asked for."""


def show_audit(console: Console, audit: Audit, everything: bool) -> None:
    """Print an audit; `everything` shows open and kept norms in full, too."""
    _Page(console, audit, everything).show()


class _Page:
    def __init__(self, console: Console, audit: Audit, everything: bool) -> None:
        self._console = console
        self._audit = audit
        self._everything = everything
        self._writer = FindingWriter(console)
        self._shown: set[tuple[str, Standing]] = set()
        self._places = {
            norm.norm: (p.title, norm.article, "policy" if p.class_ == "policy" else norm.mark)
            for p in audit.provisions
            for norm in p.norms
        }

    def show(self) -> None:
        self._head()
        self._measures()
        self._console.print()
        self._console.print("[bold underline]Provisions engaged[/]")
        for provision in self._audit.provisions:
            self._provision(provision)
        for measure in self._audit.measures:
            self._measure(measure)
        self._foot()

    def _head(self) -> None:
        self._console.print()
        self._console.print(f"[bold]Audit: {escape(self._audit.title)}[/]")
        self._line(self._audit.about, 0, above=1)
        self._line(
            "From everything on file, each measure by the law of its own day. It says what follows "
            "from what the sources assert, and is no finding that they are right.", 0, above=1,
        )  # fmt: skip

    def _line(self, text: str, indent: int, *, dim: bool = False, above: int = 0) -> None:
        self._writer.line(text, indent, dim=dim, above=above)

    def _measures(self) -> None:
        table = Table(box=None, padding=(0, 1))
        table.add_column("measure", overflow="fold")
        table.add_column("day", overflow="fold")
        for heading in ("outcome", "law alone"):
            table.add_column(heading, no_wrap=True)
        for heading in ("not met", "open", "duties not done"):
            table.add_column(heading, justify="right")
        for measure in self._audit.measures:
            undone = sum(due.state == "not done" for due in measure.duties)
            table.add_row(
                escape(measure.measure), escape(measure.day), mark(measure.outcome, short=True),
                mark(measure.by_law, short=True), str(len(measure.standing("not-met"))),
                str(len(measure.standing("open"))), str(undone),
            )  # fmt: skip
        self._console.print()
        self._console.print(table)

    def _provision(self, provision: ProvisionEngaged) -> None:
        kind = "adopted policy" if provision.class_ == "policy" else f"mark {provision.mark}"
        identifier = "" if provision.class_ == "policy" else f" ({provision.identifier})"
        self._line(f"{provision.title}{identifier} [{kind}]", 2, above=1)
        for norm in provision.norms:
            by_standing: dict[Standing, list[str]] = {}
            for measure, standing in norm.measures.items():
                by_standing.setdefault(standing, []).append(measure)
            stands = "; ".join(
                f"{STANDS[standing]}: {', '.join(by_standing[standing])}"
                for standing in STANDS
                if standing in by_standing
            )
            mark = "" if provision.class_ == "policy" else f" [{norm.mark}]"
            self._line(f"{norm.article}{mark} {norm.says}", 4)
            self._line(stands, 6, dim=True)

    def _measure(self, measure: MeasureAudited) -> None:
        self._console.print()
        self._console.print(f"[bold underline]{escape(measure.title)}[/]")
        self._console.print(
            f"  {escape(measure.kind)} “{escape(measure.measure)}”, {escape(measure.day)} "
            f"({escape(measure.done)}).  {mark(measure.outcome)}; by law alone: "
            f"{mark(measure.by_law)}"
        )
        if measure.untold:
            self._line(
                f"Knew, on that day, something that counts: {', '.join(measure.untold)}. No source "
                "says that it reached who acted.", 2,
            )  # fmt: skip
        for standing, heading in AUDIT_HEADINGS.items():
            self._group(measure.standing(standing), standing, heading)
        undone = [due for due in measure.duties if due.state != "done"]
        if undone:
            self._line("Duties not shown as done", 2, above=1)
            for due in undone:
                kind = "policy" if due.class_ == "policy" else f"law, mark {due.mark}"
                self._line(f"{due.state}: {due.what} ({due.office}, {due.within})", 4)
                self._line(f"{due.cite} [{kind}] {due.norm}", 6, dim=True)
        for reading in measure.contested:
            outcomes = f"if yes: {mark(reading.if_yes)}   if no: {mark(reading.if_no)}"
            self._line(f"Contested: {reading.says}", 2, above=1)
            for statement in reading.statements:
                source = f" [{', '.join(statement.source)}]" if statement.source else ""
                self._line(f"{statement.said_by}: {statement.value}{source}", 4, dim=True)
            self._console.print(f"    {outcomes}")

    def _group(self, findings: tuple[Finding, ...], standing: Standing, heading: str) -> None:
        if not findings:
            return
        self._line(f"{heading} ({len(findings)})", 2, above=1)
        brief = []
        for finding in findings:
            hidden = standing in BRIEF and not self._everything
            if self._shown_before(finding, standing) or hidden:
                brief.append(finding)
            else:
                self._writer.finding(finding)
        self._in_brief(brief)

    def _in_brief(self, findings: Sequence[Finding]) -> None:
        """Norms in one line for each provision."""
        by_title: dict[str, list[str]] = {}
        for finding in findings:
            title, article, mark = self._places.get(finding.norm, (finding.cite, "", finding.mark))
            by_title.setdefault(title, []).append(f"{article} [{mark}]".strip())
        for title, articles in by_title.items():
            self._line(f"{title}: {', '.join(articles)}", 4, dim=True)

    def _shown_before(self, finding: Finding, standing: Standing) -> bool:
        """Whether an earlier measure has shown this norm in full; one line is enough then."""
        known = (finding.norm, standing) in self._shown
        self._shown.add((finding.norm, standing))
        return known and not self._everything

    def _foot(self) -> None:
        self._console.print()
        self._console.print("[bold underline]Sources[/]")
        for source in self._audit.sources:
            self._line(
                f"{source.name}: {source.title} ({source.published}; {READ[source.read]})", 2
            )
        self._line(
            f"Rulebook {self._audit.rulebook[:16]}, engine {self._audit.engine}. Marks: C text "
            "read, C@year read in the consolidation of that year, P secondary text, M memory. "
            "--full shows every norm with its facts, each time.", 0, dim=True, above=1,
        )  # fmt: skip
