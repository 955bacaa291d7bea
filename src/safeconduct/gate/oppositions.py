"""Oppositions and appeals, interim measures: they stop acts at once, until a court ends them."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.case import events as ev
from safeconduct.case.facts import key as fact_key
from safeconduct.gate import holds
from safeconduct.gate.change import change, changing
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.guard import opening
from safeconduct.gate.measures import planned
from safeconduct.gate.own import is_party, touches
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must


def oppose(actor: Actor, case: str, measure: str, title: str, of: str = "") -> None:
    """Somebody opposes a measure, or appeals; it waits until a court has decided for good.

    `of`: on whose behalf a clerk enters it. Raises `NotFound`, `Wrong`.
    """
    must(actor, Permission.OPPOSITION_FILE, case, measure)
    if actor.role == "defence" and not is_party(actor, case):
        raise NotFound(f"there is no case '{case}'")
    if actor.role == "clerk" and not of.strip():
        raise Wrong("of: say on whose behalf you enter this")
    with change(case, actor) as file:
        planned(file, measure)
        if actor.role == "defence" and not touches(actor, file.state, measure):
            raise NotFound(f"there is no measure '{measure}' in this case")
        file.write(ev.OppositionFiled(measure=measure, title=title, note=of))


def decide(
    actor: Actor, case: str, measure: str, title: str, seen: Version, *, final: bool
) -> None:
    """A court decides on an opposition. Only a final decision, cassation included, ends it.

    Raises `Refused` if none is pending, `Stale`, `Held`.
    """
    must(actor, Permission.OPPOSITION_END, case, measure)
    with change(case, actor, seen=seen) as file:
        planned(file, measure)
        if not file.state.oppositions[measure]:
            raise Refused(f"no opposition against '{measure}' is pending")
        if not final:
            file.write(
                ev.Noted(title=f"opposition against {measure}, not decided for good: {title}")
            )
            return
        opening(file)
        file.write(ev.OppositionEnded(measure=measure, title=title))


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
