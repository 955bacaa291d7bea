"""A world as facts of the translated program; the rules are the prover's own translation."""

from __future__ import annotations

from datetime import date

from safeconduct.case.facts import parse as parse_key
from safeconduct.law.world import PlainWorld
from safeconduct.prover.translate import quoted, term_of
from tests.oracle.randomworld import RoledWorld


def facts(world: PlainWorld) -> str:
    """A world as facts."""
    lines = [
        f"measure({quoted(world.measure)}).",
        f"request({quoted(world.request)}).",
        f"act({quoted(world.act)}).",
        f"executing({quoted(world.executing)}).",
        f"day({_day(world.day)}).",
    ]
    if world.request_day is not None:
        lines.append(f"request_day({_day(world.request_day)}).")
    for key, value in world.values.items():
        term = term_of(key)
        lines.append(f"stated({term}).")
        if value in ("yes", "no"):
            lines.append(f"given({term},{value}).")
    for key, members in world.lists.items():
        name, (owner,) = parse_key(key)
        place = f"{quoted(name)},{quoted(owner)}"
        if key not in world.open_lists:
            lines.append(f"declared(complete({place})).")
        lines += [f"member({place},{quoted(member)})." for member in members]
    lines += [f"kind({quoted(thing)},{quoted(kind)})." for thing, kind in world.kinds.items()]
    lines += [f"asserted({term_of(key)})." for key in world.assertions]
    lines += [f"found({term_of(key)},{value})." for key, value in world.findings.items()]
    deciders = world.deciders if isinstance(world, RoledWorld) else {}
    for norm, said in world.decisions.items():
        role = quoted(deciders[norm]) if norm in deciders else "anybody"
        lines.append(f"decided({quoted(norm)},{role},{said}).")
    return "\n".join(lines)


def _day(day: date) -> str:
    return str(day.toordinal())
