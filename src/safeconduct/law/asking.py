"""What is asked, of whom: the facts that can still turn the outcome, as questions to put.

What one authority is asked on one subject of the vocabulary is one question with points, as
it would be one letter with one answer. A point about the conditions of a norm waits until it
is known that the norm applies: whether the bar was warned is asked once a lawyer is touched.
Of alternatives, the first as the norm is written is asked, and the next if that fails
(`inorder`). So there is always something to ask now, and what waits is asked only where it
matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safeconduct.case.facts import parse
from safeconduct.case.roles import Role
from safeconduct.case.ruling import Point, Question
from safeconduct.law.formula import Atom
from safeconduct.law.inorder import InOrder, answerable
from safeconduct.law.questions import Weight, weigh
from safeconduct.law.shut import Part
from safeconduct.law.verdict import Assessment, question_key
from safeconduct.law.vocabulary import Vocabulary
from safeconduct.law.wording import Wording

Place = tuple[str, Role]
"""A subject and who answers on it."""


class Asking:
    """Writes the questions of one assessment."""

    def __init__(self, assessment: Assessment, wording: Wording) -> None:
        self._a = assessment
        self._wording = wording
        self._words = assessment.rulebook.vocabulary

    def questions(self) -> list[Question]:
        """The questions, those that can settle the measure alone first, then by influence."""
        a = self._a
        relevant = a.relevant_literals
        if not relevant:
            return []
        weights = weigh(a.circuit, a.solver, a.once_cured.shut, relevant)
        good = self._good(relevant)
        facts: dict[Place, dict[str, dict[str, list[Weight]]]] = {}
        for literal in relevant:
            key = question_key(a.circuit.name(literal))
            place = (subject_of(self._words, key), self._wording.answered_by(key))
            about = facts.setdefault(place, {}).setdefault(group(key), {})
            about.setdefault(key, []).append(weights[literal])
        asked = {key for named in facts.values() for about in named.values() for key in about}
        first = self._first(asked)
        found = [
            self._question(place, [self._point(about, good, first) for about in named.values()])
            for place, named in facts.items()
        ]
        return sorted(found, key=lambda q: (q.later == "yes", *_order(q.points[0])))

    def _question(self, place: Place, points: list[Point]) -> Question:
        subject, role = place
        points.sort(key=lambda p: (p.later == "yes", *_order(p)))
        return Question(
            subject=subject, title=self._words.subjects.get(subject, points[0].ask),
            answered_by=role, office=self._wording.office(role), points=tuple(points),
            later="yes" if all(p.later == "yes" for p in points) else "no",
        )  # fmt: skip

    def _point(
        self, about: dict[str, list[Weight]], good: Mapping[str, str], first: set[str]
    ) -> Point:
        keys = sorted(about)
        weights = [w for key in keys for w in about[key]]
        settles = {f"yes: {w.if_yes}" for w in weights if w.if_yes}
        settles |= {f"no: {w.if_no}" for w in weights if w.if_no}
        contested = any(self._a.world.value(key) == "contested" for key in keys)
        return Point(
            fact=group(keys[0]), ask=self._wording.fact(keys[0]), about=tuple(keys),
            settles=tuple(sorted(settles)),
            influence=round(max(w.influence for w in weights), 3),
            contested="yes" if contested else "no",
            later="no" if first.intersection(keys) else "yes",
            good={key: good[key] for key in keys if key in good},
        )  # fmt: skip

    def _first(self, asked: set[str]) -> set[str]:
        """Keys to be asked now: whether a norm applies, and the conditions of one that does."""
        a = self._a
        order = InOrder(a.builder.ground, asked)
        views = (a.as_things_stand.parts, a.once_cured.parts, a.undecided.parts)
        turning = [
            part
            for part, *shut in zip(a.parts.parts, *views, strict=True)
            if any(a.solver.can_be(literal) for literal in shut)
        ]
        first = {key for p in (*turning, *a.parts.authorising) for key in self._now(p, order)}
        return first if any(answerable(key) for key in first) else asked

    def _now(self, part: Part, order: InOrder) -> set[str]:
        if self._a.solver.certain(part.live):
            limbs = [key for limb in part.limbs for key in order.first(limb.must.fact)]
            return set(limbs) if part.limbs else order.keys(part.shut)
        whether = order.keys(part.live)
        raised = self._raised(part, order)
        formulas = [f for f in (part.version.when, part.version.unless) if f is not None]
        written = [raised, *(order.first(formula) for formula in formulas)]
        for keys in written:  # that a ground was raised comes before whether its norm applies
            if any(answerable(key) for key in keys & whether):
                return keys & whether
        return whether

    def _raised(self, part: Part, order: InOrder) -> set[str]:
        ground = part.norm.ground
        return order.keys(self._a.builder.raised(ground)) if isinstance(ground, Atom) else set()

    def _good(self, relevant: Sequence[int]) -> dict[str, str]:
        """One set of answers that leaves the measure open, with every list declared complete."""
        a = self._a
        # Answers that open it as things stand, if any do; else those that do once it is cured.
        now = a.as_things_stand.shut
        shut = now if a.solver.possible(-now) else a.once_cured.shut
        lists = [v for v in a.unknown if a.circuit.name(v).startswith("complete(")]
        if not a.solver.possible(-shut, *lists) and not a.solver.possible(-shut):
            return {}
        model = a.solver.model(relevant)
        answers = {
            a.circuit.name(v): "yes" if model[v] else "no"
            for v in relevant
            if not a.circuit.name(v).startswith("unlisted(")
        }
        # A list's unlisted member is put right by completing the list.
        return {question_key(a.circuit.name(v)): "yes" for v in relevant} | answers


def _order(point: Point) -> tuple[bool, float, str, tuple[str, ...]]:
    return not point.settles, -point.influence, point.fact, point.about


def group(key: str) -> str:
    """What a point is about, whatever things it names."""
    name, args = parse(key)
    if name == "complete":
        return f"complete {parse(args[0])[0]}"
    if name == "for-days":
        return f"{parse(args[0])[0]} for {args[1]} days"
    if name == "is":
        return f"is {', '.join(args[1:])}"
    if name in ("in-force", "binds", "member"):
        return f"{name} {args[0]}"
    return name


def subject_of(words: Vocabulary, key: str) -> str:
    """The subject of a key; a word without one is a subject of its own."""
    name, args = parse(key)
    if name in ("complete", "for-days", "undefined"):
        name = parse(args[0])[0]
    return words.subject_of.get(name, group(key))
