"""A whole case against a whole rulebook, on everything that is on file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from safeconduct import __version__
from safeconduct.case import events as ev
from safeconduct.case.audit import (
    Audit,
    Entry,
    MeasureAudited,
    NormEngaged,
    ProvisionEngaged,
    Standing,
)  # fmt: skip
from safeconduct.case.dates import earliest, latest
from safeconduct.case.ruling import Finding, Ruling, SourceUsed
from safeconduct.case.state import State
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook

Progress = Callable[[int, int, str], None]
"""Called with (done, of, what) while the audit is made."""


def audit(
    rulebook: Rulebook,
    events: Sequence[ev.AnyEvent],
    progress: Progress = lambda _done, _of, _what: None,
) -> Audit:
    """The audit of a case: every measure on its own day, in audit view. Raises `BadInput`."""
    rulings = Rulings(rulebook, events)
    plans = in_time(rulings.whole)
    measures, sources = [], {}
    for number, plan in enumerate(plans):
        progress(number, len(plans), plan.title)
        ruling = rulings.rule(plan.measure, view="audit")
        measures.append(_measure(plan, ruling))
        sources.update({source.name: source for source in ruling.sources})
    progress(len(plans), len(plans), "")
    head = rulings.whole.head
    return Audit(
        case=head.case if head else "", title=head.title if head else "",
        about=head.about if head else "",
        provisions=tuple(_provisions(rulebook, measures)), measures=tuple(measures),
        sources=_in_order(rulings.whole, sources),
        contested="yes" if any(measure.contested for measure in measures) else "no",
        rulebook=rulebook.hash, engine=__version__,
    )  # fmt: skip


def in_time(state: State) -> list[ev.MeasurePlanned]:
    """The measures of a case, by their day."""
    return sorted(state.measures.values(), key=lambda p: (latest(p.on), earliest(p.on)))


def _measure(plan: ev.MeasurePlanned, ruling: Ruling) -> MeasureAudited:
    entries = [Entry(stands, f) for f in ruling.findings if (stands := standing(f)) is not None]
    untold = (office for entry in entries for fact in entry.finding.facts for office in fact.untold)
    return MeasureAudited(
        measure=plan.measure, title=plan.title, kind=plan.kind, day=plan.on, done=plan.status,
        outcome=ruling.outcome, by_law=ruling.by_law, entries=tuple(entries),
        duties=tuple(due for due in ruling.duties if due.state != "may be due"),
        contested=ruling.contested, untold=tuple(dict.fromkeys(untold)),
    )  # fmt: skip


def standing(finding: Finding) -> Standing | None:
    """How a norm stands towards a measure; None if it is not engaged."""
    if finding.status in ("bars", "unmet", "conflicts"):
        return "not-met"
    if finding.status == "open":
        return "open"
    if finding.status == "decide":
        return "to-decide"
    if finding.status == "applies":
        return "raised" if finding.effect == "signals" else "basis"
    # A norm that merely happens not to apply is not engaged; one that was kept on a fact is.
    return "kept" if finding.status == "met" and finding.because else None


def _provisions(
    rulebook: Rulebook, measures: Sequence[MeasureAudited]
) -> Iterable[ProvisionEngaged]:
    """The provisions that some measure engages, law first, in the rulebook's order."""
    stands: dict[str, dict[str, Standing]] = {}
    for measure in measures:
        for entry in measure.entries:
            stands.setdefault(entry.finding.norm, {})[measure.measure] = entry.standing
        for due in measure.duties:
            kept: Standing = "kept" if due.state == "done" else "open"
            state: Standing = "not-met" if due.state == "not done" else kept
            stands.setdefault(due.norm, {})[measure.measure] = state
    for class_ in ("law", "policy"):
        for provision in rulebook.provisions.values():
            norms = [
                NormEngaged(n.id, n.article, n.says, n.effect, n.mark, stands[n.id])
                for n in rulebook.norms
                if n.provision == provision.id and n.id in stands
            ]
            if norms and provision.class_ == class_:
                yield ProvisionEngaged(
                    provision=provision.id, title=provision.title,
                    identifier=provision.identifier, class_=class_, mark=provision.mark,
                    read=provision.read, norms=tuple(norms), not_modelled=provision.not_modelled,
                )  # fmt: skip


def _in_order(state: State, named: dict[str, SourceUsed]) -> tuple[SourceUsed, ...]:
    return tuple(named[name] for name in state.sources if name in named)
