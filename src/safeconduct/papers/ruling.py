"""A ruling as data for its paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from safeconduct.case.facts import parse
from safeconduct.case.ruling import Finding, Point, Question, Ruling
from safeconduct.case.words import HEADINGS, KINDS, SHUTS
from safeconduct.papers import legend
from safeconduct.papers.finding import Told, brief, contested, duty, full
from safeconduct.papers.sources import known, row

Data = dict[str, Any]

BASIS = "Unless one of these applies, nothing authorises the measure:"


def ruling(whole: Ruling, left_out: Sequence[str], *, beside: Ruling | None = None) -> Data:
    """The data of an open paper; with the open ruling `beside` it, those of its sealed annex.

    The annex tells only what the open paper does not tell, or tells otherwise.
    """
    return _Paper(whole, left_out, beside).data()


class _Paper:
    def __init__(self, told: Ruling, left_out: Sequence[str], beside: Ruling | None) -> None:
        self._ruling = told
        self._left_out = left_out
        self._beside = beside
        self._number = 0
        self._told = Told()

    def data(self) -> Data:
        told, beside = self._ruling, self._beside
        sealed = beside is not None
        chosen = self._findings()
        return {
            "front": legend.front(sealed=sealed, left_out=self._left_out),
            "title": told.title,
            "about": [
                ["Case", told.case],
                ["Request", told.request],
                ["Measure", f"{told.measure} ({told.kind.replace('-', ' ')})"],
                ["Day ruled on", _day(told)],
                ["Seen", f"{told.view} view: {_view(told)}"],
                *([["Assumed", _assumed(told)]] if told.assumed else []),
            ],
            "outcome": {
                "label": "Outcome of the whole ruling" if sealed
                else "Outcome, without what an open paper leaves out",
                **legend.outcome(told.outcome),
                "besides": [legend.outcome(o) for o in told.also],
                "by_law": legend.outcome(told.by_law),
                "open": None if beside is None else legend.outcome(beside.outcome),
                "note": told.screening_note,
            },
            "sections": list(self._sections(chosen)),
            "contested": [
                contested(r) for r in told.contested
                if beside is None or r not in beside.contested
            ],
            "questions": [_question(i, q) for i, q in enumerate(told.questions, 1)],
            "duties": [
                duty(d)
                for d in told.duties
                if d.state != "may be due" and (beside is None or d not in beside.duties)
            ],
            "concealed": [
                {"what": c.what, "from": c.from_.replace("-", " "), "norm": c.norm}
                for c in told.concealed if beside is None or c not in beside.concealed
            ],
            "not_modelled": _by_provision(
                text for text in told.not_modelled
                if beside is None or text not in beside.not_modelled
            ),
            "sources": [
                row(s) for s in told.sources if beside is None or s not in beside.sources
            ],
            "known": known(told.sources),
            "sort": "Ruling on one measure",
            "rulebook": legend.short(told.rulebook), "engine": told.engine,
            "running": f"{told.case} · {told.measure} · {told.day} · {told.view} view",
        }  # fmt: skip

    # findings

    def _findings(self) -> list[Finding]:
        beside = self._beside
        return [f for f in self._ruling.findings if beside is None or f not in beside.findings]

    def _sections(self, findings: Sequence[Finding]) -> Iterator[Data]:
        for status, heading in HEADINGS.items():
            for class_, kind in KINDS.items():
                chosen = [f for f in findings if (f.status, f.class_) == (status, class_)]
                if not chosen:
                    continue
                section: Data = {"heading": heading, "kind": kind.lower()}
                if status == "met":
                    yield {**section, "brief": [brief(f) for f in chosen]}
                    continue
                basis = [f for f in chosen if f.effect == "authorises" and status in SHUTS]
                others = [f for f in chosen if f not in basis]
                yield {
                    **section,
                    "findings": [self._next(f) for f in others],
                    "basis_says": BASIS,
                    "basis": [self._next(f) for f in basis],
                }

    def _next(self, finding: Finding) -> Data:
        self._number += 1
        return full(finding, f"{'A' if self._beside else ''}{self._number}.", self._told)


def _day(told: Ruling) -> str:
    stated = f" (as the sources have it: {legend.day(told.day_as_stated)})"
    return told.day + ("" if told.day == told.day_as_stated else stated)


def _view(told: Ruling) -> str:
    if told.view == "gate":
        return f"what the {told.viewer} knew on that day"
    return "everything on file, also what was learnt later"


def _assumed(told: Ruling) -> str:
    return "; ".join(f"{fact} = {value}" for fact, value in told.assumed.items())


def _question(number: int, question: Question) -> Data:
    return {
        "number": number,
        "title": question.title,
        "office": question.office,
        "later": question.later == "yes",
        "points": [_point(point, question) for point in question.points],
    }


def _point(point: Point, question: Question) -> Data:
    return {
        "ask": point.ask,
        "about": [] if len(point.about) < 2 else [_about(key) for key in point.about],
        "settles": list(point.settles),
        "weight": f"{point.influence:.2f}",
        "contested": point.contested == "yes",
        "later": point.later == "yes" and question.later == "no",
    }


def _about(key: str) -> str:
    """What a key is about, without the name of the fact."""
    _, args = parse(key)
    return ", ".join(_about(arg) if "(" in arg else arg for arg in args)


def _by_provision(texts: Iterable[str]) -> list[Data]:
    """What is not modelled, provision by provision; each text begins with its provision."""
    found: dict[str, list[str]] = {}
    for text in texts:
        title, _, point = text.partition(": ")
        found.setdefault(title, []).append(point)
    return [{"title": title, "points": points} for title, points in found.items()]
