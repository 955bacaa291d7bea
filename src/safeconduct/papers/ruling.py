"""A ruling as data for its paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from safeconduct.case.facts import parse
from safeconduct.case.ruling import (
    AuthorityShown,
    Condition,
    DefinitionUsed,
    FactUsed,
    Finding,
    Point,
    Question,
    Reading,
    Ruling,
    SourceUsed,
    Statement,
    Status,
)  # fmt: skip
from safeconduct.case.words import DECIDES, HEADINGS, KINDS, READ, SHUTS
from safeconduct.papers import legend

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
        self._sources = {source.name: source for source in told.sources}
        self._number = 0

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
                self._contested(r) for r in told.contested
                if beside is None or r not in beside.contested
            ],
            "questions": [_question(i, q) for i, q in enumerate(told.questions, 1)],
            "duties": [
                {"state": d.state, "what": d.what, "office": d.office, "within": d.within,
                 "cite": d.cite, "kind": _kind(d.class_, d.mark), "norm": d.norm}
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
                _source(s) for s in told.sources if beside is None or s not in beside.sources
            ],
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
                    yield {**section, "brief": [self._brief(f) for f in chosen]}
                    continue
                basis = [f for f in chosen if f.effect == "authorises" and status in SHUTS]
                others = [f for f in chosen if f not in basis]
                yield {
                    **section,
                    "findings": [self._finding(f, status) for f in others],
                    "basis_says": BASIS,
                    "basis": [self._finding(f, status) for f in basis],
                }

    def _finding(self, finding: Finding, status: Status) -> Data:
        self._number += 1
        version = f", version from {finding.version_from}" if finding.version_from else ""
        if finding.version_until:
            version += f" until {finding.version_until}"
        identifier = (
            f" ({finding.identifier})" if finding.class_ == "law" and finding.identifier else ""
        )
        due = finding.decision
        return {
            "number": f"{'A' if self._beside else ''}{self._number}.",
            "says": finding.says,
            "cite": f"{finding.cite}{identifier}",
            "kind": f"{_kind(finding.class_, finding.mark)}{version}",
            "norm": finding.norm,
            "on_memory": finding.alone_on_memory == "yes",
            "conditions": [_condition(c) for c in finding.conditions if c.state != "met"],
            "decision": None if due is None
            else f"{due.office} {DECIDES[due.what]}: {due.state}",
            "facts": [self._fact(fact) for fact in finding.facts],
            "words": [_word(word) for word in finding.definitions],
            "reading": finding.reading,
            "judgments": [_judgment(a) for a in finding.authorities if a.later == "no"],
            "later": [_judgment(a) for a in finding.authorities if a.later == "yes"],
            "sources": self._sources_of(s for f in finding.facts for s in f.statements),
            "heavy": status in ("bars", "unmet", "conflicts"),
        }  # fmt: skip

    def _brief(self, finding: Finding) -> Data:
        reasons = [f for f in finding.facts if f.fact in finding.because and f.statements]
        return {
            "cite": finding.cite,
            "kind": _kind(finding.class_, finding.mark),
            "norm": finding.norm,
            "says": finding.says,
            "facts": [self._fact(reason) for reason in reasons[:1]],
            "sources": self._sources_of(s for f in reasons[:1] for s in f.statements),
        }

    def _fact(self, fact: FactUsed) -> Data:
        return {
            "says": fact.says,
            "value": fact.value,
            "sides": _sides(fact.statements) if fact.value == "contested" else [],
            "statements": [_statement(s) for s in fact.statements],
            "untold": list(fact.untold),
        }

    def _sources_of(self, statements: Iterable[Statement]) -> list[str]:
        """The sources of statements in full, so that nobody has to turn back."""
        names = dict.fromkeys(name for s in statements for name in s.source)
        return [_source_line(self._sources[name]) for name in names if name in self._sources]

    def _contested(self, reading: Reading) -> Data:
        return {
            "says": reading.says,
            "sides": _sides(reading.statements),
            "if_yes": legend.outcome(reading.if_yes),
            "if_no": legend.outcome(reading.if_no),
            "settled_by": reading.settled_by,
            "sources": self._sources_of(reading.statements),
        }


def _day(told: Ruling) -> str:
    stated = f" (as the sources have it: {told.day_as_stated})"
    return told.day + ("" if told.day == told.day_as_stated else stated)


def _view(told: Ruling) -> str:
    if told.view == "gate":
        return f"what the {told.viewer} knew on that day"
    return "everything on file, also what was learnt later"


def _assumed(told: Ruling) -> str:
    return "; ".join(f"{fact} = {value}" for fact, value in told.assumed.items())


def _kind(class_: str, mark: str) -> str:
    return "policy" if class_ == "policy" else f"law, mark {mark}" if mark else "law"


def _condition(condition: Condition) -> Data:
    return {
        "state": "not so" if condition.state == "false" else "unknown",
        "says": condition.says,
        "cure": condition.cure,
        "incurable": condition.incurable,
    }


def _statement(statement: Statement) -> Data:
    nothing = statement.said_by.startswith("nothing")
    return {
        "who": statement.said_by or "on file",
        "value": "" if nothing else statement.value,
        "sources": list(statement.source),
        "note": statement.note,
    }


def _sides(statements: Sequence[Statement]) -> list[Data]:
    """What each side says of a contested fact, side by side."""
    values = [v for v in ("yes", "no", "unknown") if any(s.value == v for s in statements)]
    return [
        {"value": value, "statements": [_statement(s) for s in statements if s.value == value]}
        for value in values
    ]


def _word(word: DefinitionUsed) -> Data:
    force = f", version from {word.version_from}" if word.version_from else ""
    if word.in_force != "yes":
        force = ", no version in force on this day"
    return {"name": word.name, "says": word.says, "cite": word.cite, "mark": f"{word.mark}{force}"}


def _judgment(shown: AuthorityShown) -> Data:
    return {"case": shown.case, "day": shown.day, "mark": shown.mark, "says": shown.says}


def _source(source: SourceUsed) -> Data:
    return {
        "name": source.name, "title": source.title,
        "published": "" if source.published == "unknown" else source.published,
        "read": READ[source.read],
    }  # fmt: skip


def _source_line(source: SourceUsed) -> str:
    day = "" if source.published == "unknown" else f"{source.published}; "
    return f"{source.name}: {source.title} ({day}{READ[source.read]})"


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
