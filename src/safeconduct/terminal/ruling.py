"""A ruling, as a page of text: the outcome first, then why, then what to ask."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from safeconduct.case.eventbase import YesNo
from safeconduct.case.ruling import Finding, Point, Ruling, Status
from safeconduct.case.words import HEADINGS, KINDS, READ, SHUTS
from safeconduct.terminal.finding import FindingWriter
from safeconduct.terminal.output import MARKS, mark


def show_ruling(console: Console, ruling: Ruling, everything: bool) -> None:
    """Print a ruling; `everything` shows norms that are not in the way in full, too."""
    _Page(console, ruling, everything).show()


class _Page:
    """One ruling on one console."""

    def __init__(self, console: Console, ruling: Ruling, everything: bool) -> None:
        self._console = console
        self._ruling = ruling
        self._everything = everything
        self._writer = FindingWriter(console)

    def show(self) -> None:
        self._head()
        self._findings()
        self._contested()
        self._questions()
        self._follows()
        self._foot()

    def _line(self, text: str, indent: int, *, dim: bool = False, above: int = 0) -> None:
        self._writer.line(text, indent, dim=dim, above=above)

    def _heading(self, text: str) -> None:
        self._console.print()
        self._console.print(f"[bold underline]{escape(text)}[/]")

    def _head(self) -> None:
        ruling, console = self._ruling, self._console
        console.print()
        console.print(f"[bold]{escape(ruling.title)}[/]")
        stated = f" (as stated: {ruling.day_as_stated})"
        day = ruling.day + ("" if ruling.day == ruling.day_as_stated else stated)
        console.print(
            f"{ruling.kind} “{escape(ruling.measure)}” under “{escape(ruling.request)}”.  "
            f"Day: {day}.  View: {ruling.view} ({escape(ruling.viewer)})."
        )
        for fact, value in ruling.assumed.items():
            console.print(f"Assumed: {escape(fact)} = {value}")
        console.print()
        console.print(f"Outcome: {mark(ruling.outcome)}")
        if ruling.also:
            console.print(f"  besides: {', '.join(MARKS[o][0] for o in ruling.also)}")
        console.print(f"By law alone, without adopted policy: {mark(ruling.by_law)}")
        if ruling.screening_note:
            console.print(escape(ruling.screening_note), style="italic")

    def _findings(self) -> None:
        for status, heading in HEADINGS.items():
            for class_, kind in KINDS.items():
                chosen = [
                    f for f in self._ruling.findings if (f.status, f.class_) == (status, class_)
                ]
                if chosen:
                    self._heading(f"{heading}: {kind.lower()}")
                    self._group(chosen, status)

    def _group(self, findings: list[Finding], status: Status) -> None:
        if status == "met" and not self._everything:
            for finding in findings:
                self._in_brief(finding)
            return
        basis = [f for f in findings if f.effect == "authorises" and status in SHUTS]
        for finding in findings:
            if finding not in basis:
                self._writer.finding(finding)
        if basis:
            self._line("Unless one of these applies, nothing authorises the measure:", 2, above=1)
            for finding in basis:
                self._writer.finding(finding)

    def _in_brief(self, finding: Finding) -> None:
        """One line: the provision, and the known fact for which it is not in the way."""
        reasons = [f for f in finding.facts if f.fact in finding.because and f.statements]
        why = f": {reasons[0].says} {reasons[0].value}" if reasons else ""
        told = reasons[0].statements[0].value if reasons else ""
        shown = f" ({told})" if told not in ("", "yes", "no") else ""
        self._line(f"○ {finding.cite}{why}{shown}", 2, dim=True)

    def _contested(self) -> None:
        if not self._ruling.contested:
            return
        self._heading("Contested, and what follows on either reading")
        for reading in self._ruling.contested:
            self._line(reading.says, 2, above=1)
            for statement in reading.statements:
                source = f" [{', '.join(statement.source)}]" if statement.source else ""
                self._line(f"{statement.said_by}: {statement.value}{source}", 6, dim=True)
            follows = (
                f"if yes: {mark(reading.if_yes)}   if no: {mark(reading.if_no)}   "
                f"settled by: {escape(reading.settled_by)}"
            )
            self._console.print(Padding(follows, (0, 0, 0, 4)))

    def _questions(self) -> None:
        if not self._ruling.questions:
            return
        self._heading("Questions that can still turn the outcome")
        for number, question in enumerate(self._ruling.questions, 1):
            wait = ", once other answers show that it matters" if question.later == "yes" else ""
            self._line(f"{number:2}. {question.title} → {question.office}{wait}", 2)
            for point in question.points:
                self._line(f"· {point.ask}{_point_notes(point, question.later)}", 6)
        self._console.print(
            "One number is one question to one authority. Shut or open: what that answer settles "
            "alone; weight: in how many of the ways to leave the measure open a wrong answer alone "
            "would shut it; later: asked once other answers show that it matters.",
            style="dim",
        )

    def _follows(self) -> None:
        due = [d for d in self._ruling.duties if d.state != "may be due"]
        if due:
            self._heading("What has to follow")
            for duty in due:
                kind = "policy" if duty.class_ == "policy" else f"law, mark {duty.mark}"
                self._line(f"{duty.state}: {duty.what} ({duty.office}, {duty.within})", 2)
                self._line(f"{duty.cite} [{kind}] {duty.norm}", 4, dim=True)
        if self._ruling.concealed:
            self._heading("What must not be disclosed")
            for item in self._ruling.concealed:
                to = item.from_.replace("-", " ")
                self._line(f"{item.what}: not to the {to} ({item.norm})", 2)

    def _foot(self) -> None:
        ruling = self._ruling
        if ruling.sources:
            self._heading("Sources")
            for source in ruling.sources:
                self._line(
                    f"{source.name}: {source.title} ({source.published}; {READ[source.read]})", 2
                )
        if ruling.not_modelled and self._everything:
            self._heading("What the provisions above do not model")
            for text in ruling.not_modelled:
                self._line(f"· {text}", 2, dim=True)
        self._console.print()
        self._console.print(
            f"Rulebook {ruling.rulebook[:16]}, engine {ruling.engine}. Marks: C text read, "
            "C@year read in the consolidation of that year, P secondary text, M memory. "
            f"Not modelled by the provisions above: {len(ruling.not_modelled)} points (--all).",
            style="dim",
        )


def _point_notes(point: Point, waits: YesNo) -> str:
    more = len(point.about) - 1
    notes = [f"and {more} more like it"] if more else []
    notes += ["contested"] if point.contested == "yes" else []
    notes += ["later"] if point.later == "yes" and waits == "no" else []
    notes += [*point.settles, f"weight {point.influence:.2f}"]
    return f" ({'; '.join(notes)})"
