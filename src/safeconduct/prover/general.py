"""The most general case of one kind of act on one day: a program without any particular facts.

**What is proved.** For an act and a day, every atom of the translated program is free: every fact,
every kind of thing, every list, whether it is complete, what the treaties say of the requesting
state. The executing state is given, and so is what the treaty data say of it. Every decision that
a norm leaves open favours the act, no ground is found made out, nothing is refused: a decision the
other way could only shut more. No cure is done. A promise is proved if no completion of all this
leaves the measure open while the promise's `given` holds. Whatever a real case knows or does not
know, its completions are among these; so if `given` *may* hold in it, some completion of it is
shut, and its outcome is not `no-bar-found`; and if `given` certainly holds, all are.

**Any number of persons and things.** One thing of each sort is singled out: the one that the
promise speaks of. Whether it stands on any list is free. All other members of a list are not
counted or named: for each statement about the list ("some member …", "every member …", "at least
two …") one free atom says whether members who are not singled out settle it, also where the list
is complete. Take any real case, with as many members as you like, and single out one thing of
each sort in it. Give each such atom the value that the real members make of it, and every formula,
from the inside out, has in the program the value that it has in the case. So no bound on numbers
is needed: what is shut in the program is shut in every case. The price is paid on the other side
only: the program allows combinations that no case has (such as an earlier measure that told a
person for fifteen days and did not tell that person), so a promise could fail here and hold in
all cases. Each counterexample is printed, so that somebody can look.

**What is not proved.** That the rules say what the law says; that facts are true; anything on
another executing state; that whoever acts asks at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from safeconduct.law.rulebook import Norm, Rulebook
from safeconduct.law.vocabulary import THING_KINDS
from safeconduct.prover.days import bound, inside, named_treaties
from safeconduct.prover.promises import CAST, Stated
from safeconduct.prover.translate import Translation, quoted


class Task(NamedTuple):
    """One program: an act, a day, and the day that picks versions by the request."""

    act: str
    day: date
    request_day: date | None = None


def program(rulebook: Rulebook, task: Task, promises: Iterable[Stated]) -> str:
    """The rules about one kind of act, the promises about it, and the things singled out.

    Norms that have no version on the days of the task are left out, which saves half the time;
    which of its versions a norm reads is for the program.
    """
    norms = [
        norm
        for norm in norms_about(rulebook, task.act)
        if any(
            inside(day, version.in_force)
            for version in norm.versions
            for day in (task.day, task.request_day)
            if day is not None
        )
    ]
    translation = Translation(replace(rulebook, norms=tuple(norms)))
    translation.book()
    _things(translation, rulebook)
    scope = {name: name.upper() for name in CAST}
    everything = ",".join(scope.values())
    for claim in promises:
        name = quoted(claim.promise.id)
        translation.rule(f"promise({name})")
        body = [f"cast({everything})"]
        for one in claim.among:
            body.append(f"member({quoted(one.list)},{scope[one.owner]},{scope[one.member]})")
        if claim.promise.unauthorised:
            body.append("not based")
        else:
            given = translation.formula(claim.given, scope, "cast")
            body.append(f"{given}(1,{everything})")
        translation.rule(f"supposed({name})", *body)
    return translation.text()


def norms_about(rulebook: Rulebook, act: str) -> list[Norm]:
    """The norms that name a kind of act and bear on whether it is shut.

    Left out are duties after the act, which shut nothing, and signals, which only raise grounds:
    every ground is dismissed here anyway.
    """
    return [
        norm
        for norm in rulebook.norms
        if act in norm.acts
        and norm.effect != "signals"
        and (norm.effect != "obliges" or norm.duty_to_act)
    ]


def _things(translation: Translation, rulebook: Rulebook) -> None:
    rule = translation.rule
    rule(f"cast({','.join(quoted(name) for name in CAST)})")
    for name, sort in CAST.items():
        rule(f"thing({quoted(sort)},{quoted(name)})")
    for sort, kinds in THING_KINDS.items():
        for kind in kinds:
            rule(f"kind_of({quoted(sort)},{quoted(kind)})")
    for list_, word in rulebook.vocabulary.lists.items():
        for owner, of in CAST.items():
            for member, sort in CAST.items():
                if (of, sort) == (word.of, word.holds) and member not in ("measure", owner):
                    rule(f"slot({quoted(list_)},{quoted(owner)},{quoted(member)})")


def facts(rulebook: Rulebook, task: Task, executing: str) -> str:
    """The act, the days, and what the treaty data say of the executing state."""
    act, day, request_day = task
    lines = [
        'measure("measure").',
        'request("request").',
        f"act({quoted(act)}).",
        f"executing({quoted(executing)}).",
        f"day({day.toordinal()}).",
    ]
    if request_day is not None:
        lines.append(f"request_day({request_day.toordinal()}).")
    for name in named_treaties(rulebook, norms_about(rulebook, act)):
        value = bound(rulebook, name, executing, day)
        if value in ("yes", "no"):
            lines.append(f'given(a("binds",({quoted(name)},)),{value}).')
        if value == "no":
            lines.append(f'given(a("in-force",({quoted(name)},"request")),no).')
    return "\n".join(lines)
