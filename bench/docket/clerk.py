"""A simulated clerk who takes an ordinary request through the check, measure by measure.

The clerk rules, puts the questions that are not to wait, has them answered truthfully, and rules
again. What is answered, done or decided becomes an event of the case, from the role whose act it
is. So the case at its end is a case file like any other (`Clerk.tree`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from bench.docket.requests import REQUEST, Ordinary, Step
from bench.docket.truth import ACTS, Tree
from safeconduct.case import events as ev
from safeconduct.case.casefile import to_events, to_tree
from safeconduct.case.check import check
from safeconduct.case.document import Document
from safeconduct.case.facts import parse
from safeconduct.case.ruling import DecisionDue, Outcome, Question, Ruling
from safeconduct.files import store
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.vocabulary import BUILT_IN

ROUND = 7
"""Days until every authority that was asked has answered."""

MOST_ROUNDS = 20
"""No measure takes nearly as many; a clerk who still goes round then has found a mistake."""

AS_OF_TODAY = ("identified", "notified", "for-days")
"""What an answer can only say of its own day: not found yet, not told yet."""

OF_THE_PROTECTING_SIDE = (
    "asylum-asked", "opinion-given", "opinion-answered", "reasoned-decision",
)  # fmt: skip
"""Acts that a clerk who does not ask the authority that protects leaves undone."""


@dataclass
class Course:
    """What it took to come to the end with one measure."""

    measure: str
    kind: str
    outcome: Outcome
    answers: Counter[str] = field(default_factory=Counter)
    """How often each authority answered on each subject, as "subject · role"."""
    facts: int = 0
    cures: Counter[str] = field(default_factory=Counter)
    decisions: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    days: int = 0
    left: tuple[str, ...] = ()
    """What was left to ask, and which norms stood in the way, if it did not open."""

    @property
    def asked(self) -> int:
        """Answers in all."""
        return self.answers.total()


class Clerk:
    """Works on one request.

    With `refers` off, the authority that protects is never asked; with `decides` off, no decision
    is taken. Either way the clerk goes on to the sending whatever became of what comes before it.
    """

    def __init__(
        self, book: Rulebook, request: Ordinary, *, refers: bool = True, decides: bool = True
    ) -> None:
        self._book = book
        self._words = store.case_words(book)
        self._request = request
        self._hidden = request.hidden
        self._refers, self._decides = refers, decides
        self._today = request.registered + timedelta(days=21)
        self._answered: set[str] = set()
        self._too_little: set[str] = set()
        self.events: list[ev.AnyEvent] = self._read(request.tree)
        self._on_file = len(self.events)

    def _read(self, tree: Tree) -> list[ev.AnyEvent]:
        document = Document(self._request.name, tree)
        return check(document, to_events(document), self._words)

    def tree(self) -> Tree:
        """The case file as it stands; raises `BadInput` if the simulation wrote what it may not."""
        tree = to_tree(self.events)
        self._read(tree)
        return tree

    def _add(self, event: str, day: date, by: str, /, **fields: Any) -> None:
        known = {} if by == "magistrate" else {"known": {"magistrate": str(day)}}
        tree = {"event": event, "day": str(day), "by": by, **known, **fields}
        placed = to_events(Document(self._request.name, {**_HEAD, "events": [tree]}))
        at = len(self.events)
        while at > self._on_file and str(self.events[at - 1].day) > str(day):
            at -= 1  # acts take their time, and what comes first stands first
        self.events.insert(at, placed[-1][0])

    # the way of one request

    def work(self) -> list[Course]:
        """All measures in order. What did not open is left at that, and what rests on it, too."""
        courses: list[Course] = []
        for step in self._request.steps:
            if step.kind == "transmission":
                careful = self._refers and self._decides
                if careful and any(c.outcome != "no-bar-found" for c in courses):
                    continue
                self._execute_and_list(step)
            courses.append(self.pursue(step))
        return courses

    def _execute_and_list(self, sending: Step) -> None:
        """What was gathered is executed, reported and told; then the sending is planned."""
        gathered = [s for s in self._request.steps if s.kind != "transmission"]
        for step in gathered:
            day = date.fromisoformat(step.plan["on"])
            self._today = max(self._today, day)
            for item in step.items:
                self._add("item-listed", day, "police-officer", **item)
            taken = [item["item"] for item in step.items]
            self._add("measure-executed", day, "police-officer", measure=step.measure, taken=taken)
            if step.measure in self._hidden.told_at_once:
                self._tell(step.measure, step.plan["touches"], day)
        for item in sending.items:
            self._add("item-listed", self._today, "magistrate", **item)
        items = [item["item"] for step in (*gathered, sending) for item in step.items]
        day = self._today + timedelta(days=1)
        self._add("measure-planned", day, "magistrate", **{**sending.plan, "items": items})
        self._today = day
        if sending.measure in self._hidden.opposed:
            self._add("opposition-filed", day, "defence", measure=sending.measure,
                      title="Whoever holds the account opposes the sending")  # fmt: skip

    def pursue(self, step: Step) -> Course:
        """Rule, ask, cure and decide on one measure until nothing is left to do."""
        course = Course(step.measure, step.kind, "undetermined")
        began = self._today
        while course.rounds < MOST_ROUNDS:
            planned = date.fromisoformat(step.plan["on"])
            ruling = Rulings(self._book, self.events).rule(step.measure, max(planned, self._today))
            course.outcome = ruling.outcome
            if ruling.outcome == "no-bar-found":
                break
            moved = self._ask(ruling, course) or self._cure(ruling, course)
            if not moved and not self._decide(ruling, course):
                course.left = _left(ruling)
                break
            course.rounds += 1
        course.days = (self._today - began).days
        return course

    # asking

    def _ask(self, ruling: Ruling, course: Course) -> bool:
        """Have every question that is not to wait answered; whether there was one."""
        day = self._today + timedelta(days=ROUND)
        asked = False
        questions = sorted(ruling.questions, key=lambda q: q.answered_by != "population-register")
        if self._identify_first(questions, day):
            course.answers["touched · population-register"] += 1
        for question in questions:
            keys = [key for point in question.points for key in point.about]
            new = [key for key in keys if key not in self._answered and not self._waits(key)]
            if question.later == "yes" or not new:
                continue
            asked = True
            course.answers[f"{question.subject} · {question.answered_by}"] += 1
            course.facts += len(new)
            for key in new:
                self._answer(key, question.answered_by, day)
        if asked:
            self._today = day
        return asked

    def _identify_first(self, questions: Sequence[Question], day: date) -> bool:
        """Have whoever is to be looked up identified, where no question asks for that by itself.

        A check on somebody who was not identified counts for nothing.
        """
        asked = {key for q in questions for point in q.points for key in point.about}
        people = [
            parse(parse(k)[1][0])[1][0] for k in asked if k.startswith("complete(protections(")
        ]
        keys = [f"identified({person})" for person in sorted(people)]
        new = [key for key in keys if key not in asked | self._answered]
        for key in new:
            self._answer(key, "population-register", day)
        return bool(new)

    def _waits(self, key: str) -> bool:
        """Whether the registers could tell too little, and nobody has seen a document since."""
        name, args = parse(key)
        if name != "complete" or not args[0].startswith("protections("):
            return False
        person = parse(args[0])[1][0]
        return person in self._too_little and not self._has_document(person)

    def _answer(self, key: str, role: str, day: date) -> None:
        """One true answer, as the event that it is."""
        self._answered.add(key)
        name, args = parse(key)
        match name:
            case "complete":
                self._complete(args[0], role, day)
            case "identified" if args[0] not in self._hidden.in_no_register:
                self._add("person-identified", day, role, person=args[0],
                          how="population-register")  # fmt: skip
            case "identified":  # not in the register; somebody has to look at a document
                self._add("question-answered", day, role, fact=key, value="unknown")
            case "notified" | "for-days":
                inner = key if name == "notified" else args[0]
                self._add("fact-stated", day, role, fact=inner, value="no",
                          said_by="the magistrate, on the day of the answer",
                          valid_until=str(day + timedelta(days=1)))  # fmt: skip
            case _ if name in BUILT_IN and name != "covers":
                pass  # computed from what is on file; nobody can answer it
            case _:
                self._add("question-answered", day, role, fact=key, value=self._hidden.truth(key))

    def _complete(self, list_: str, role: str, day: date) -> None:
        name, (of,) = parse(list_)
        if name == "protections":
            if of in self._hidden.in_no_register and not self._has_document(of):
                self._answered.discard(f"complete({list_})")  # asked again once identified
                self._too_little.add(of)
                self._add("screened", day, role, person=of, registers=["asylum authority"],
                          result="too-little")  # fmt: skip
                return
            held = self._hidden.protections.get(of, [])
            for protection in held:
                self._add("protection-stated", day, role, **protection)
            found = [p["protection"] for p in held]
            answer = {"result": "hit", "found": found} if held else {"result": "none"}
            self._add("screened", day, role, person=of, registers=["asylum authority"], **answer)
            return
        if name == "signals":
            for signal in self._hidden.signals:
                self._add("signal-stated", day, "magistrate", **signal)
        listed = "items" if name == "origins" else name
        self._add("list-declared", day, role, list=f"{listed}({of})")

    def _has_document(self, person: str) -> bool:
        return any(
            isinstance(event, ev.PersonIdentified) and event.person == person
            for event in self.events
        )

    # putting right

    def _cure(self, ruling: Ruling, course: Course) -> bool:
        """Do what is missing, as far as it can be done; whether there was anything."""
        wanted = [*self._unmet(ruling, "unmet"), *self._answered_badly(ruling)]
        # Where nobody can say whether a norm binds, what it asks for is done.
        wanted = list(dict.fromkeys(wanted or self._unmet(ruling, "open")))
        days = [self._act(key, course) for key in wanted]
        done = [day for day in days if day is not None]
        if not done:
            return False
        self._today = max(done)
        return True

    def _unmet(self, ruling: Ruling, status: str) -> Iterator[str]:
        """Facts that a condition which is not met turns on, and that are not as they should be."""
        for finding in (f for f in ruling.findings if f.status == status):
            values = {fact.fact: fact.value for fact in finding.facts}
            for condition in finding.conditions:
                if condition.state == "false":
                    yield from (k for k in condition.facts if values.get(k) in ("yes", "no"))

    def _answered_badly(self, ruling: Ruling) -> Iterator[str]:
        """What is still asked although it was answered: not in the register, not told yet."""
        for question in ruling.questions:
            for key in (key for point in question.points for key in point.about):
                if self._waits(key):
                    yield f"identified({parse(parse(key)[1][0])[1][0]})"
                elif key in self._answered and parse(key)[0] in AS_OF_TODAY:
                    yield key

    def _act(self, key: str, course: Course) -> date | None:
        """One act; the day by which it has had its effect, or None if nobody can do it."""
        name, args = parse(key)
        if name == "for-days":
            return self._act(args[0], course)
        if not self._refers and name in OF_THE_PROTECTING_SIDE:
            return None
        if name == "identified":
            day = self._today + timedelta(days=ROUND)
            course.answers["touched · police-officer"] += 1
            self._add("person-identified", day, "police-officer", person=args[0], how="document")
            return day
        if name not in ACTS:
            return None
        course.cures[name] += 1
        day = self._today + timedelta(days=ACTS[name])
        match name:
            case "notified":
                people = [p for p in self._touched(args[0]) if not self._told(args[0], p)]
                if not people:
                    course.cures[name] -= 1
                    return None
                self._tell(args[0], people, self._today)
            case "opposition-pending":
                self._add("opposition-ended", day, "court", measure=args[0],
                          title="The opposition is dismissed")  # fmt: skip
            case "freeze-answered":
                self._add("freeze-answered", day, "magistrate", request=REQUEST, outcome="refused",
                          reasons="Costs are settled apart.")  # fmt: skip
            case "asylum-asked":
                self._add("referred", day, "magistrate", measures=[args[0]], to="asylum authority")
            case "opinion-given":
                self._add("opinion-given", day, "asylum-officer", opinion=f"opinion-{args[0]}",
                          on=[{"measure": args[0], "view": "does-not-object"}])  # fmt: skip
            case "opinion-answered" | "reasoned-decision":
                return None  # an ordinary case has no opinion that objects
            case _:
                if self._hidden.so.get(f"cured:{key}"):
                    return None
                self._hidden.so[f"cured:{key}"] = "yes"
                by = self._book.vocabulary.facts[name].answered_by
                self._add("question-answered", day, by, fact=key, value="yes")
        return day

    def _touched(self, measure: str) -> list[str]:
        return next(s.plan["touches"] for s in self._request.steps if s.measure == measure)

    def _told(self, measure: str, person: str) -> bool:
        return any(
            isinstance(e, ev.NoticeGiven) and e.measure == measure and person in e.persons
            for e in self.events
        )

    def _tell(self, measure: str, people: Iterable[str], day: date) -> None:
        self._add("notice-given", day, "magistrate", measure=measure, persons=list(people))

    # deciding

    def _decide(self, ruling: Ruling, course: Course) -> bool:
        """Take the decisions that are left, in favour; whether there was one."""
        if not self._decides:
            return False
        pending = [due for due in ruling.decisions if due.state == "pending"]
        pending = [due for due in pending if due.key not in self._answered]
        for due in pending:
            self._answered.add(due.key)
            course.decisions[due.norm] += 1
            self._take(due, ruling.measure)
        return bool(pending)

    def _take(self, due: DecisionDue, measure: str) -> None:
        if due.what == "dismiss-ground":
            fact = due.key.removeprefix("dismissed(")[:-1]
            self._add("finding-made", self._today, due.by, fact=fact, value="no",
                      reasons="Nothing of the kind appears.")  # fmt: skip
        else:
            self._add("decision-taken", self._today, due.by, measures=[measure],
                      norms=[due.norm], outcome="proceed",
                      reasons="An ordinary case.")  # fmt: skip


_HEAD: Tree = {
    "case": "docket", "title": "An event", "about": "An event.", "executing_state": "BE",
}  # fmt: skip
"""A head, so that one event can be read as a case file's."""


def _left(ruling: Ruling) -> tuple[str, ...]:
    asked = [f"? {key}" for q in ruling.questions for point in q.points for key in point.about]
    return (*asked, *ruling.deciding())
