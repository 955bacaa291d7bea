"""A replay, as a walk down the page: what happened, and what the gate would have said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from string import ascii_uppercase

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from safeconduct.case.replay import Answer, Duty, Named, Replay, Row
from safeconduct.case.words import FIRST_RUN, SECOND_RUN, SUPPOSED
from safeconduct.terminal.output import MARKS, mark

FEW = 3
"""How many reasons and duties a short replay shows of each kind."""


def show_replay(console: Console, walk: Replay, full: bool) -> None:
    """Print a replay; `full` shows every reason and duty."""
    _Walk(console, walk, full).show()


class _Walk:
    """One replay on one console; what stands in the way of most measures is said once."""

    def __init__(self, console: Console, walk: Replay, full: bool) -> None:
        self._console = console
        self._walk = walk
        self._few = 1000 if full else FEW
        answers = [answer for step in walk.steps for answer in step.answers]
        most = len(answers) / 2
        self._common = {} if full else _in_most([a.shut_by for a in answers], most)
        proceed = walk.decide == "proceed"
        duties = [] if full or proceed else [a.follows for a in answers]
        self._common_duties = _in_most(duties, most)
        self._common_opened = {} if full else _in_most([a.opened for a in answers], most)
        common = [*self._common, *self._common_opened, *self._common_duties]
        self._letters = dict(zip(dict.fromkeys(common), ascii_uppercase, strict=False))

    def show(self) -> None:
        console = self._console
        console.print()
        console.print(Rule(Text(self._walk.title, style="bold", overflow="fold")))
        proceed = self._walk.decide == "proceed"
        console.print(SECOND_RUN if proceed else FIRST_RUN)
        console.print(SUPPOSED)
        self._in_common()
        for step in self._walk.steps:
            if proceed and not step.answers:
                continue
            console.print()
            when = "on a day that no source gives" if step.when == "unknown" else step.when
            console.print(f"[bold]{escape(when)}[/]")
            if not proceed:
                for words in step.happened:
                    self._line(f"· {words}", 2)
            for answer in step.answers:
                self._answer(answer)
        self._table()
        self._stays()

    def _line(self, text: str, indent: int) -> None:
        self._console.print(Padding(Text(text), (0, 0, 0, indent), expand=False))

    def _in_common(self) -> None:
        for heading, norms in (
            ("In the way of most measures; below by their letters", self._common),
            (
                "Brought out of the way of most measures; below by their letters",
                self._common_opened,
            ),
            ("Had to follow after most measures; below by their letters", self._common_duties),
        ):
            if norms:
                self._console.print()
                self._console.print(f"[bold]{heading}:[/]")
                for norm in norms.values():
                    self._line(f"{self._letters[norm.norm]}: {_words(norm)}", 2)

    def _answer(self, answer: Answer) -> None:
        self._console.print()
        contested = " (contested)" if answer.done == "contested" else ""
        title = f"[bold]{escape(answer.title)}[/]{contested}  {mark(answer.outcome)}"
        self._console.print(Padding(title, (0, 0, 0, 2), expand=False))
        law = f"by law alone: {mark(answer.by_law)}"
        if answer.earliest_outcome != answer.outcome:
            law += f"; on its first possible day ({answer.earliest_day}): "
            law += mark(answer.earliest_outcome)
        self._console.print(Padding(law, (0, 0, 0, 4), expand=False))
        proceed = self._walk.decide == "proceed"
        self._norms("brought out of the way", answer.opened, self._common_opened)
        shut = "stays shut whoever decides, by" if proceed else "shut by"
        self._norms(shut, answer.shut_by, self._common)
        self._norms("hangs, on facts still to be asked, on", answer.hangs_on, {}, cite_only=True)
        if proceed and self._few == FEW:
            return  # whom to ask, and what has to follow, is as in the first run
        if answer.asked:
            self._lines("would have been asked (questions)", [", ".join(answer.asked)])
            self._lines("first of all", answer.first_questions[:2])
        self._lines("to be decided by", answer.decided_by)
        self._norms("had to follow", answer.follows, self._common_duties)

    def _norms(
        self,
        label: str,
        norms: Sequence[Named | Duty],
        common: dict[str, Named | Duty],
        cite_only: bool = False,
    ) -> None:
        own = [norm for norm in norms if norm.norm not in common]
        known = sorted(self._letters[norm.norm] for norm in norms if norm.norm in common)
        above = [f"as above: {', '.join(known)}"] if known else []
        lines = [_cite(norm) if cite_only else _words(norm) for norm in own]
        self._lines(label, [*above, *dict.fromkeys(lines)])

    def _lines(self, label: str, lines: Sequence[str]) -> None:
        if not lines:
            return
        self._line(f"{label}:", 4)
        for line in lines[: self._few]:
            self._line(f"– {line}", 6)
        rest = len(lines) - self._few
        if rest > 0:
            self._line(f"… and {rest} more (--full shows all)", 6)

    def _table(self) -> None:
        console, walk = self._console, self._walk
        console.print()
        console.print(Rule(Text("Measure by measure", style="bold")))
        proceed = walk.decide == "proceed"
        differs = any(row.if_treaty != row.if_no_treaty for row in walk.table)
        columns = ["told everything"] if proceed else ["gate", "audit"]
        columns += ["law alone", *(["if treaty", "if none"] if differs else [])]
        table = Table(box=None, padding=(0, 1))
        table.add_column("measure", overflow="fold")
        table.add_column("day", overflow="fold")
        for heading in columns:
            table.add_column(heading, no_wrap=True)
        table.add_column("asks", justify="right")
        for row in walk.table:
            outcomes = [_over_the_span(row), *([] if proceed else [mark(row.audit, short=True)])]
            outcomes.append(mark(row.by_law, short=True))
            if differs:
                outcomes += [mark(row.if_treaty, short=True), mark(row.if_no_treaty, short=True)]
            day = row.day if row.done == "executed" else f"{row.day} ({row.done})"
            table.add_row(row.measure, day, *outcomes, str(row.questions))
        console.print(table)
        console.print()
        signs = ", ".join(words for words, _ in MARKS.values())
        self._line(
            f"{signs}. Only the last opens. law alone: without adopted policy. asks: questions "
            "still to put. Two signs in one place: the first and the last day it can have been.", 0
        )  # fmt: skip
        if not differs:
            self._line("By law alone the outcomes are the same whether a treaty binds or none.", 0)
        done = Counter(row.done for row in walk.table)
        carried = ", ".join(f"{number} {how}" for how, number in done.items())
        uncertain = sum(row.earliest != row.outcome for row in walk.table)
        console.print()
        count = len(walk.table)
        self._line(f"{count} measure{'' if count == 1 else 's'} ({carried}).", 0)
        self._line(f"All norms: {_counts(walk.counts)}.", 0)
        self._line(f"Law alone: {_counts(walk.counts_by_law)}.", 0)
        if uncertain:
            self._line(f"{uncertain} would come out otherwise on their first possible day.", 0)
        console.print(f"Rulebook {walk.rulebook[:16]}, engine {walk.engine}.", style="dim")

    def _stays(self) -> None:
        shut = [stays for stays in self._walk.stays if stays.shuts]
        hangs = [stays for stays in self._walk.stays if not stays.shuts]
        if shut:
            self._console.print()
            self._console.print(Rule(Text("What no decision opened", style="bold")))
            for stays in shut:
                self._line(f"■ {_words(stays.norm)}", 0)
                also = f"; hangs on facts: {', '.join(stays.hangs)}" if stays.hangs else ""
                self._line(f"shuts: {', '.join(stays.shuts)}{also}", 4)
        if hangs:
            self._console.print()
            self._console.print(
                Rule(Text("What still hangs on facts that no decision replaces", style="bold"))
            )
            shown = hangs if self._few > FEW else [h for h in hangs if len(h.hangs) > 1]
            for stays in shown:
                self._line(f"? {stays.norm.says} [{_cite(stays.norm)}]", 0)
                self._line(f"on: {', '.join(stays.hangs)}", 4)
            if len(shown) < len(hangs):
                self._line(f"… and {len(hangs) - len(shown)} on one measure each (--full)", 0)


def _in_most(lists: Iterable[Sequence[Named | Duty]], most: float) -> dict[str, Named | Duty]:
    """The norms that stand on more than `most` of the lists."""
    counted: Counter[str] = Counter()
    norms: dict[str, Named | Duty] = {}
    for one in lists:
        counted.update(norm.norm for norm in one)
        for norm in one:
            norms.setdefault(norm.norm, norm)
    return {name: norms[name] for name, number in counted.items() if number > most}


def _cite(norm: Named | Duty) -> str:
    kind = "policy" if norm.class_ == "policy" else f"law, {norm.mark}"
    return f"{norm.cite}; {kind}"


def _words(norm: Named | Duty) -> str:
    if isinstance(norm, Duty):
        return f"{norm.state}: {norm.says} [{_cite(norm)}]"
    cures = f" Cure: {' '.join(norm.cures)}" if norm.cures else ""
    return f"{norm.says} [{_cite(norm)}]{cures}"


def _over_the_span(row: Row) -> str:
    last = mark(row.outcome, short=True)
    if row.earliest == row.outcome:
        return last
    return f"{MARKS[row.earliest][0].split()[0]} or {last}"


def _counts(counts: dict[str, int]) -> str:
    words: dict[str, tuple[str, str]] = {str(key): value for key, value in MARKS.items()}
    return ", ".join(f"{number} {words[outcome][0]}" for outcome, number in counts.items())
