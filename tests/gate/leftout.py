"""A case as it would be if one thing had not been done, or one more had happened.

Nothing of this is written: readiness is asked about a file whose events are those of the case but
for one step.
"""

from __future__ import annotations

from collections.abc import Callable

from safeconduct.case import events as ev
from safeconduct.gate import reading
from safeconduct.gate.change import File
from safeconduct.gate.models import Case
from safeconduct.gate.node import current
from safeconduct.gate.readiness import ready
from tests.gate.control import Control

Left = Callable[[ev.AnyEvent], bool]


def _kind(kind: type[ev.AnyEvent], start: str = "") -> Left:
    """Events of a kind; of those on a fact or a list, the ones that begin so."""

    def left(event: ev.AnyEvent) -> bool:
        about = str(getattr(event, "fact", "") or getattr(event, "list", ""))
        return isinstance(event, kind) and about.startswith(start)

    return left


def _observers(event: ev.AnyEvent) -> bool:
    return isinstance(event, ev.HoldLifted) and event.by == "observer"


LEFT_OUT: dict[str, Left] = {
    "the second person's confirmation": _kind(ev.RequestConfirmed),
    "the identification": _kind(ev.PersonIdentified),
    "the declaration that all whom it touches are listed": _kind(ev.ListDeclared, "touched("),
    "the answers of the registers": _kind(ev.Screened),
    "the opinion": _kind(ev.OpinionGiven),
    "the answer to the opinion": _kind(ev.OpinionAnswered),
    "the decision": _kind(ev.DecisionTaken),
    "the answer on the proof of origin": _kind(ev.QuestionAnswered, "proof-of-origin("),
    "the lifting of a hold": _observers,
    "the answer to a request to freeze": _kind(ev.FreezeAnswered),
    "the judgment on an opposition": _kind(ev.OppositionEnded),
}


def _refused(control: Control, file: File) -> None:
    file.write(
        ev.DecisionTaken(measures=(control.measure,), outcome="refuse", reasons="not any more")
    )


def _executed(control: Control, file: File) -> None:
    file.write(ev.MeasureExecuted(measure=control.measure))


def _closed(control: Control, file: File) -> None:
    file.write(ev.RequestClosed(request=control.request, reasons="done"))


def _one_more(control: Control, file: File) -> None:
    plan = file.state.measures[control.measure]
    file.write(ev.PersonListed(person="another", called="Carl Other"))
    touches = (*plan.touches, "another")
    file.write(
        ev.MeasurePlanned(
            measure=plan.measure, kind=plan.kind, request=plan.request, title=plan.title,
            acting=plan.acting, on=plan.on, targets=plan.targets, touches=touches,
        )
    )  # fmt: skip


def _alarm(_control: Control, _file: File) -> None:
    current().evidence.alarm("changed", "gate.example", "an entry was changed", {})


ONE_MORE: dict[str, Callable[[Control, File], None]] = {
    "a refusal": _refused,
    "an execution": _executed,
    "a closing": _closed,
    "somebody else whom it touches": _one_more,
    "an alarm of the record": _alarm,
}
"""The alarm comes last: it stands for every case until it is settled."""


def without(control: Control, what: str) -> list[str]:
    """The kinds of things in the way if this had not been done, or had happened, too."""
    written = reading.read(control.case)
    left = LEFT_OUT.get(what)
    stays = [w for w in written if left is None or not left(w.event)]
    assert left is None or len(stays) < len(written), f"{what}: nobody did it"
    row = Case.objects.get(pk=control.case)
    file = File(row, stays, control.gate.actor("magistrate"))
    if what in ONE_MORE:
        ONE_MORE[what](control, file)
    return sorted({obstacle.what for obstacle in ready(file, control.measure)})
