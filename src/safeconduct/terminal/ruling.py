"""A ruling, as a page of text: the outcome first, then why, then what to ask."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text

from safeconduct.case.eventbase import YesNo
from safeconduct.case.ruling import Condition, FactUsed, Finding, Point, Ruling, Status
from safeconduct.terminal.output import MARKS, mark

HEADINGS: dict[Status, str] = {
    "conflicts": "In conflict, with no declared winner",
    "bars": "Bars it (no decision and no cure opens it)",
    "unmet": "Conditions that are not met, each with its cure",
    "open": "Hangs on open questions",
    "decide": "Waits for a decision",
    "applies": "Legal basis, duties to act and signals that apply",
    "met": "Looked at, and not in the way",
    "rests": "Does not bind here",
}

SHUTS = ("conflicts", "bars", "unmet", "open")

KINDS = {"law": "Law", "policy": "Adopted policy"}

DECIDES = {
    "dismiss-ground": "finds whether this ground is made out",
    "not-refuse": "decides whether to refuse",
    "open": "can open it by a reasoned decision",
}

READ = {"whole": "read", "excerpt": "read in an excerpt", "report": "read in a report only"}


def show_ruling(console: Console, ruling: Ruling, everything: bool) -> None:
    """Print a ruling; `everything` shows norms that are not in the way in full, too."""
    _Page(console, ruling, everything).show()


class _Page:
    """One ruling on one console; says each fact in full only once."""

    def __init__(self, console: Console, ruling: Ruling, everything: bool) -> None:
        self._console = console
        self._ruling = ruling
        self._everything = everything
        self._told: set[str] = set()

    def show(self) -> None:
        self._head()
        self._findings()
        self._contested()
        self._questions()
        self._follows()
        self._foot()

    def _line(self, text: str, indent: int, *, dim: bool = False, above: int = 0) -> None:
        style = "dim" if dim else ""
        self._console.print(Padding(Text(text, style=style), (above, 0, 0, indent), expand=False))

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
                self._finding(finding)
        if basis:
            self._line("Unless one of these applies, nothing authorises the measure:", 2, above=1)
            for finding in basis:
                self._finding(finding)

    def _finding(self, finding: Finding) -> None:
        self._line(finding.says, 2, above=1)
        version = f", version from {finding.version_from}" if finding.version_from else ""
        kind = "policy" if finding.class_ == "policy" else f"law, mark {finding.mark}"
        identifier = f" ({finding.identifier})" if finding.class_ == "law" else ""
        self._line(f"{finding.cite}{identifier} [{kind}{version}] {finding.norm}", 4, dim=True)
        if finding.alone_on_memory == "yes":
            self._line("Its text was not checked: this shuts on memory alone.", 4)
        for condition in finding.conditions:
            self._condition(condition)
        if finding.decision:
            due = finding.decision
            self._line(f"§ {due.office} {DECIDES[due.what]}: {due.state}", 4)
        for fact in finding.facts:
            self._fact(fact)
        for word in finding.definitions:
            since = f", version from {word.version_from}" if word.version_from else ""
            force = since if word.in_force == "yes" else ", no version in force on this day"
            self._line(
                f"“{word.name}”: {word.says} ({word.cite}) [{word.mark}{force}]", 4, dim=True
            )
        if finding.reading:
            self._line(f"Reading: {finding.reading}", 4)
        for authority in finding.authorities:
            later = "later authority, not counted: " if authority.later == "yes" else ""
            text = f"{later}{authority.case} ({authority.day}) [{authority.mark}] {authority.says}"
            self._line(text, 4, dim=True)

    def _condition(self, condition: Condition) -> None:
        if condition.state == "met":
            return
        sign = "✕ not so" if condition.state == "false" else "? unknown"
        self._line(f"{sign}: {condition.says}", 4)
        self._line(f"→ {condition.cure or f'No cure: {condition.incurable}'}", 6)

    def _in_brief(self, finding: Finding) -> None:
        """One line: the provision, and the known fact for which it is not in the way."""
        reasons = [f for f in finding.facts if f.fact in finding.because and f.statements]
        why = f": {reasons[0].says} {reasons[0].value}" if reasons else ""
        told = reasons[0].statements[0].value if reasons else ""
        shown = f" ({told})" if told not in ("", "yes", "no") else ""
        self._line(f"○ {finding.cite}{why}{shown}", 2, dim=True)

    def _fact(self, fact: FactUsed) -> None:
        words = f"{fact.says} {fact.value}"
        if words in self._told:
            self._line(f"· {words} (see above)", 4)
            return
        self._told.add(words)
        self._line(f"· {words}", 4)
        for statement in fact.statements:
            source = f" [{', '.join(statement.source)}]" if statement.source else ""
            value = "" if statement.said_by.startswith("nothing") else f": {statement.value}"
            note = f" Note: {statement.note}" if statement.note else ""
            self._line(f"{statement.said_by or 'on file'}{value}{source}{note}", 8, dim=True)
        if fact.untold:
            knew = ", ".join(fact.untold)
            self._line(
                f"Known on that day to: {knew}. No source says that it reached who acted.", 8
            )

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
