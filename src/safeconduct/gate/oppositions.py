"""Oppositions and appeals, interim measures: they stop acts at once, until a court ends them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import fold
from safeconduct.gate import history, holds, reading, versions
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import change, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.guard import opening
from safeconduct.gate.measures import planned
from safeconduct.gate.own import is_party, touches
from safeconduct.gate.touched import touched
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


@dataclass(frozen=True)
class Step:
    """An opposition, or its end."""

    kind: Literal["filed", "ended"]
    day: str
    title: str
    person: str
    """Who opposes; empty where it names nobody of the case."""
    behalf: str
    """On whose behalf a clerk entered it, in their words."""


def oppose(
    actor: Actor, case: str, measure: str, title: str, of: str = "", person: str = ""
) -> None:
    """Somebody opposes a measure, or appeals; it waits until a court has decided for good.

    `person`: who does, of those whom the measure touches; counsel of one of them alone need not
    say. `of`: on whose behalf a clerk enters it, if that is nobody of the case. Raises `NotFound`,
    `Wrong`.
    """
    must(actor, Permission.OPPOSITION_FILE, case, measure, *filter(None, [person]))
    if actor.role == "defence" and not is_party(actor, case):
        raise NotFound(f"there is no case '{case}'")
    with change(case, actor) as file:
        plan = planned(file, measure)
        if actor.role == "defence" and not touches(actor, file.state, measure):
            raise NotFound(f"there is no measure '{measure}' in this case")
        may = touched(file.state, plan)
        if actor.role == "defence" and case not in actor.concerns:
            may = [one for one in may if one in actor.concerns]
            if len(may) > 1 and not person:
                raise Wrong("person: say for which of those whom you defend you oppose")
            person = person or may[0]
        elif not person and not of.strip():
            raise Wrong("person: say who opposes, or in 'of' on whose behalf you enter this")
        if person and person not in may:
            raise NotFound(f"person: this measure touches no '{person}'")
        file.write(ev.OppositionFiled(measure=measure, title=title, person=person or None, note=of))


def decide(
    actor: Actor,
    case: str,
    measure: str,
    title: str,
    seen: Version,
    *,
    final: bool,
    person: str = "",
) -> None:
    """A court decides on an opposition. Only a final decision, cassation included, ends it.

    `person`: whose, which has to be said where several persons oppose. Raises `Refused` if none is
    pending, `Wrong`, `Stale`, `Held`.
    """
    must(actor, Permission.OPPOSITION_END, case, measure, *filter(None, [person]))
    with change(case, actor, seen=seen) as file:
        planned(file, measure)
        whose = pending(file.events, measure)
        if not whose or (person and person not in whose):
            words = f" by '{person}'" if person else ""
            raise Refused(f"no opposition{words} against '{measure}' is pending")
        if not person and len(set(whose)) > 1:
            named = ", ".join(sorted(f"'{one}'" for one in set(whose) if one))
            raise Wrong(f"person: say whose opposition is decided; pending are those of {named}")
        if not final:
            file.write(
                ev.Noted(title=f"opposition against {measure}, not decided for good: {title}")
            )
            return
        opening(file)
        file.write(
            ev.OppositionEnded(measure=measure, title=title, person=person or whose[0] or None)
        )


def pending(events: Sequence[ev.AnyEvent], measure: str) -> list[str]:
    """Whose oppositions against a measure no court has ended; empty for one that names nobody."""
    found: list[str] = []
    for event in events:
        match event:
            case ev.OppositionFiled() if event.measure == measure:
                found.append(event.person or "")
            case ev.OppositionEnded() if event.measure == measure and found:
                whose = event.person or ""
                found.remove(whose if whose in found else found[0])
            case _:
                pass
    return found


@dataclass(frozen=True)
class Opposed:
    """What was opposed and decided against a measure, in order, and how many wait for a court."""

    version: Version
    pending: int
    steps: tuple[Step, ...]


def listed(actor: Actor, case: str, measure: str) -> Opposed:
    """The oppositions against a measure; counsel reads their own clients'. Raises `NotFound`."""
    must(actor, Permission.OPPOSITION_READ, case, measure)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    row = reading.case_of(case)
    written = reading.read(case)
    events = history.binding(written)
    mine: Collection[str] | None = None
    if actor.role == "defence" and case not in actor.concerns:
        mine = actor.concerns
    state = fold(events)
    if measure not in state.measures or (mine is not None and not touches(actor, state, measure)):
        raise NotFound(f"there is no measure '{measure}' in this case")
    found = tuple(
        Step(
            "filed" if isinstance(event, ev.OppositionFiled) else "ended",
            event.day, event.title, event.person or "", event.note,
        )
        for event in events
        if isinstance(event, ev.OppositionFiled | ev.OppositionEnded) and event.measure == measure
        if mine is None or event.person in mine
    )  # fmt: skip
    left = sum(mine is None or one in mine for one in pending(events, measure))
    return Opposed(versions.version(actor, case, row.version, written), left, found)


def interim(
    actor: Actor, case: str, why: str, measures: Sequence[str] = (), persons: Sequence[str] = ()
) -> list[str]:
    """An interim measure stops the acts it names and all acts on the persons it names, at once.

    Gives the holds that carry it. Raises `Forbidden`, `NotFound`, `Wrong`.
    """
    must(actor, Permission.HOLD_WRITE, case, *measures, *persons)
    if actor.role not in ("court", "central-authority"):
        raise Forbidden("a court orders interim measures, or the central authority passes them on")
    if not measures and not persons:
        raise Wrong("measures: name the measures or the persons that the interim measure is about")
    with changing(actor, everywhere=True) as made:
        file = made.file(case)
        found = [holds.put(made, case, "measure", one, why) for one in measures]
        found += [holds.put(made, case, "person", one, why) for one in persons]
        if actor.role == "central-authority":
            for measure in measures:
                key = fact_key("interim-measure", measure)
                file.write(ev.FactStated(fact=key, value="yes", said_by=why[:1000]))
        return found
