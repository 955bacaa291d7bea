"""The questions of all measures of a case, put together: one letter an office."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct import __version__
from safeconduct.case import events as ev
from safeconduct.case.eventbase import YesNo
from safeconduct.case.questionnaire import Asked, Letter, PointAsked, Questionnaire
from safeconduct.case.roles import Role
from safeconduct.case.ruling import Point, Question
from safeconduct.law.audit import Progress, in_time
from safeconduct.law.rule import Rulings, ViewName
from safeconduct.law.rulebook import Rulebook


def questionnaire(
    rulebook: Rulebook,
    events: Sequence[ev.AnyEvent],
    view: ViewName = "gate",
    measures: Sequence[str] = (),
    progress: Progress = lambda _done, _of, _what: None,
) -> Questionnaire:
    """The questions of some measures, or of all. Raises `BadInput` for a name that is none."""
    rulings = Rulings(rulebook, events)
    chosen = measures or [plan.measure for plan in in_time(rulings.whole)]
    asked: dict[str, tuple[Question, ...]] = {}
    for number, measure in enumerate(chosen):
        progress(number, len(chosen), measure)
        asked[measure] = rulings.rule(measure, view=view).questions
    progress(len(chosen), len(chosen), "")
    head = rulings.whole.head
    return Questionnaire(
        case=head.case if head else "", title=head.title if head else "", view=view,
        letters=_letters(asked), counts={m: len(q) for m, q in asked.items()},
        rulebook=rulebook.hash, engine=__version__,
    )  # fmt: skip


Subjects = dict[str, tuple[str, dict[tuple[str, str], list[tuple[str, Point]]]]]
"""By subject: its title, and by fact and wording the measures and points that ask it."""


def _letters(asked: dict[str, tuple[Question, ...]]) -> tuple[Letter, ...]:
    offices: dict[tuple[Role, str], Subjects] = {}
    for measure, questions in asked.items():
        for question in questions:
            subjects = offices.setdefault((question.answered_by, question.office), {})
            _, points = subjects.setdefault(question.subject, (question.title, {}))
            for point in question.points:
                points.setdefault((point.fact, point.ask), []).append((measure, point))
    letters = [
        Letter(role, office, tuple(
            Asked(subject, title, tuple(_point(same) for same in points.values()))
            for subject, (title, points) in subjects.items()
        ))
        for (role, office), subjects in offices.items()
    ]  # fmt: skip
    return tuple(sorted(letters, key=lambda letter: (-_size(letter), letter.role)))


def _size(letter: Letter) -> int:
    return sum(len(question.points) for question in letter.questions)


def _point(same: list[tuple[str, Point]]) -> PointAsked:
    first = same[0][1]
    later: YesNo = "yes" if all(point.later == "yes" for _, point in same) else "no"
    return PointAsked(
        fact=first.fact, ask=first.ask,
        about=tuple(dict.fromkeys(key for _, point in same for key in point.about)),
        measures=tuple(measure for measure, _ in same),
        contested="yes" if any(point.contested == "yes" for _, point in same) else "no",
        later=later,
    )  # fmt: skip
