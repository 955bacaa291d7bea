"""An audit as data for its paper: all measures in one table, the provisions, then each measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from safeconduct.case.audit import Audit, MeasureAudited, NormEngaged, ProvisionEngaged, Standing
from safeconduct.case.ruling import Finding
from safeconduct.case.words import AUDIT_HEADINGS
from safeconduct.papers import finding, legend
from safeconduct.papers.sources import known, row

Data = dict[str, Any]

SAYS = (
    "From everything on file, each measure by the law of its own day. An audit says what follows "
    "from what the sources assert; it is no finding that they are right."
)

STANDS: dict[Standing, tuple[str, str]] = {
    "not-met": ("×", "not met, on the facts as stated"),
    "open": ("?", "open: a fact is unknown or contested"),
    "to-decide": ("§", "for a named authority to decide"),
    "raised": ("!", "a signal that raises a ground"),
    "basis": ("·", "a legal basis that holds, or a duty to act"),
    "kept": ("○", "kept, on a fact that is on file"),
}
"""How a norm stands towards a measure: its sign, and what that means."""


def audit(found: Audit, left_out: Sequence[str], *, sealed: bool = False) -> Data:
    """The data of an open paper, or those of its sealed annex, which tells the whole audit."""
    numbers = {each.measure: str(number) for number, each in enumerate(found.measures, 1)}
    titles = {norm.norm: each.title for each in found.provisions for norm in each.norms}
    return {
        "front": legend.front(sealed=sealed, left_out=left_out),
        "sort": "Audit of a case",
        "title": found.title,
        "says": [*([found.about] if found.about != found.title else []), SAYS],
        "table": [_row(numbers, each) for each in found.measures],
        "stands": [{"sign": sign, "means": means} for sign, means in STANDS.values()],
        "provisions": [_provision(numbers, each) for each in found.provisions],
        "measures": [_measure(numbers, titles, each) for each in found.measures],
        "sources": [row(source) for source in found.sources],
        "known": known(found.sources),
        "rulebook": legend.short(found.rulebook), "engine": found.engine,
        "running": f"{found.case} · audit",
    }  # fmt: skip


def _row(numbers: dict[str, str], each: MeasureAudited) -> Data:
    return {
        "number": numbers[each.measure],
        "title": each.title,
        "measure": each.measure,
        "day": legend.day(each.day),
        "done": "" if each.done == "executed" else each.done,
        "outcome": legend.outcome(each.outcome),
        "by_law": legend.outcome(each.by_law),
        "not_met": str(len(each.standing("not-met"))),
        "to_decide": str(len(each.standing("to-decide"))),
        "open": str(len(each.standing("open"))),
        "undone": str(sum(due.state == "not done" for due in each.duties)),
    }


def _provision(numbers: dict[str, str], each: ProvisionEngaged) -> Data:
    return {
        "title": each.title,
        "identifier": each.identifier,
        "kind": finding.kind(each.class_, each.mark),
        "read": each.read,
        "norms": [_norm(numbers, norm) for norm in each.norms],
        "not_modelled": list(each.not_modelled),
    }


def _norm(numbers: dict[str, str], norm: NormEngaged) -> Data:
    return {
        "article": norm.article,
        "says": norm.says,
        "mark": norm.mark,
        "norm": norm.norm,
        "stands": [
            {"sign": sign, "measures": spans(numbers[m] for m, s in norm.measures.items()
                                              if s == stands)}
            for stands, (sign, _) in STANDS.items()
            if stands in norm.measures.values()
        ],
    }  # fmt: skip


def spans(numbers: Iterable[str]) -> list[str]:
    """Numbers in order, with three or more in a row as a span: 1–3, 5."""
    runs: list[list[int]] = []
    for number in sorted(int(n) for n in numbers):
        if runs and runs[-1][-1] + 1 == number:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        text
        for run in runs
        for text in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(n) for n in run])
    ]


def _measure(numbers: dict[str, str], titles: dict[str, str], each: MeasureAudited) -> Data:
    number = numbers[each.measure]
    told = finding.Told()  # anew for each measure: a fact can differ from one to the next
    return {
        **_row(numbers, each),
        "kind": each.kind.replace("-", " "),
        "untold": list(each.untold),
        "full": [
            finding.full(found, f"{number}.{place}", told)
            for place, found in enumerate(each.standing("not-met"), 1)
        ],
        "full_says": AUDIT_HEADINGS["not-met"],
        "groups": [
            {"says": says, "by": _in_brief(titles, each.standing(stands))}
            for stands, says in AUDIT_HEADINGS.items()
            if stands != "not-met" and each.standing(stands)
        ],
        "duties": [finding.duty(due) for due in each.duties if due.state != "done"],
        "contested": [finding.contested(reading) for reading in each.contested],
    }


def _in_brief(titles: dict[str, str], found: Sequence[Finding]) -> list[Data]:
    """Norms by who decides on them, then by provision: where each stands, with its mark."""
    by: dict[str, dict[str, list[Data]]] = {}
    for each in found:
        title = titles.get(each.norm, "")
        place = each.cite.removeprefix(title).lstrip(", ") if title else each.cite
        by.setdefault(finding.decision(each) or "", {}).setdefault(title, []).append(
            {"place": place, "mark": "" if each.class_ == "policy" else each.mark}
        )
    return [
        {
            "decision": decision,
            "provisions": [{"title": title, "places": places} for title, places in norms.items()],
        }
        for decision, norms in by.items()
    ]
