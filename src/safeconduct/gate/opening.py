"""Acts that open something: announced, seen by others, and only then done (`record/acts.py`).

    1  a change in which everything is checked and only the intent is recorded
    2  outside any transaction: witnesses cosign a checkpoint that holds the intent, and every node
       that may hold the request is asked
    3  a change in which everything is checked again and done

What closes something needs none of this: it binds as soon as it is committed here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.gate import asking, guard
from safeconduct.gate.change import Change, File, changing
from safeconduct.gate.connection import DjangoConnection
from safeconduct.gate.errors import Held, Refused, Stale
from safeconduct.gate.itself import GATE
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.versions import Version, moved_on
from safeconduct.policy.actor import Actor
from safeconduct.record.acts import ActRefused, Acts, AlreadyDone
from safeconduct.record.checkpointer import NotWitnessed
from safeconduct.record.database import DatabaseError
from safeconduct.record.evidence import Halted
from safeconduct.record.note import Checkpoint

Make = Callable[[Change, File], None]
"""Checks everything and writes the act's events; the last one that it writes in its case completes
the act. It is called twice, and has no effect besides."""

_Taken = dict[str, list[tuple[ev.AnyEvent, str]]]


@dataclass(frozen=True)
class Announced:
    """What was announced: the intent, where it is recorded, and the events that will be written."""

    intent: str
    position: int
    events: _Taken
    version: int | None
    """The version of the case then, where the act rests on what its author looked at."""


def carry_out(
    actor: Actor,
    case: str,
    make: Make,
    *,
    to: str = "",
    seen: Version | None = None,
    everywhere: bool = False,
    asks: Callable[[], Sequence[str]] = tuple,
    change: Callable[[File], None] = lambda _: None,
) -> None:
    """Do what `make` writes, once witnesses have seen that it is going to be done.

    `to`: what it can happen to only once, such as the clearance that it spends; else the act can be
    tried again whatever became of an earlier try. `asks`: asks the other nodes, outside of any
    transaction, and gives why they let it stand still. `change`: what else is done with the case,
    in the transaction that completes the act. Raises what `make` raises, `Held` if it cannot be
    witnessed or a node objects, `Stale`.
    """
    acts = witnessing()
    asking.hear()
    announced = _announce(acts, actor, case, make, to, seen, everywhere)
    try:
        acts.soon()
        asking.hear()  # while the witnesses cosign
        witnessed = acts.witnessed(announced.position)
        objections = asks()
        if objections:
            raise Held("; ".join(dict.fromkeys(objections)))
        _complete(acts, actor, case, make, announced, witnessed, everywhere, change)
    except Exception as error:
        _drop(acts, case, announced, error)
        told = said(error)
        if told is error:
            raise
        raise told from error


def witnessing() -> Acts:
    """Acts that can be witnessed now. Raises `Held`."""
    acts = current().acts()
    if acts is None:
        raise Held(
            "nothing opens yet: no witnesses are named. Whoever runs this node names them in "
            "policy.txt (docs/record.md); holds can be placed all the same"
        )
    try:
        acts.may_open(DjangoConnection())
    except (ActRefused, NotWitnessed, Halted, DatabaseError) as error:
        raise said(error) from None
    return acts


def _announce(
    acts: Acts, actor: Actor, case: str, make: Make, to: str, seen: Version | None,
    everywhere: bool,
) -> Announced:  # fmt: skip
    intent = fresh("intent")
    subject = to or f"once/{intent}"
    with changing(actor, everywhere=everywhere) as made:
        made.announces = True
        file = made.file(case, seen)
        make(made, file)
        guard.opening(file)
        taken = {one.id: one.take_back() for one in made.files.values()}
        digest = sha256(canonical(_completing(case, taken))).digest()
        file.write(ev.ActIntended(intent=intent, to=subject, digest=digest.hex()), known=())

        def recorded(connection: DjangoConnection) -> None:
            try:
                acts.free(connection, subject)
            except AlreadyDone as error:
                raise Refused(str(error)) from None
            except ActRefused as error:
                raise Held(str(error)) from None
            acts.announced(connection, file.positions[-1], subject, digest)

        made.after.append(recorded)
    version = None if seen is None else file.row.version
    return Announced(intent, file.positions[-1], taken, version)


def _completing(case: str, taken: _Taken) -> ev.AnyEvent:
    if not taken.get(case):
        raise RuntimeError("an act that opens something writes an event of its case")
    return taken[case][-1][0]


def _complete(
    acts: Acts, actor: Actor, case: str, make: Make, announced: Announced, witnessed: Checkpoint,
    everywhere: bool, change: Callable[[File], None],
) -> None:  # fmt: skip
    with changing(actor, everywhere=everywhere) as made:
        file = made.file(case)
        if announced.version is not None and moved_on(
            file.row.version, file.before, announced.version
        ):
            raise Stale("the case has moved on since you looked; read what came, then act on that")
        make(made, file)
        guard.opening(file)
        _same(made, announced)
        change(file)
        # Cases first and the log's turn last, as in every other change: so nobody waits for ever.
        made.before.append(lambda connection: acts.as_witnessed(connection, witnessed))
        made.after.append(
            lambda connection: acts.outcome(
                connection, announced.position, file.positions[-1], done=True
            )
        )


def _same(made: Change, announced: Announced) -> None:
    """What is done is what was announced, event for event. Raises `Stale`."""
    shapes = {}
    for one in made.files.values():
        shapes[one.id] = _shape(one.take_back())
        one.put_back(announced.events.get(one.id, []))
    wanted = {case: _shape(events) for case, events in announced.events.items()}
    if {k: v for k, v in shapes.items() if v} != {k: v for k, v in wanted.items() if v}:
        raise Stale("the case has moved on while others looked at what was announced; look again")


def _shape(taken: Sequence[tuple[ev.AnyEvent, str]]) -> list[bytes]:
    return [canonical(msgspec.structs.replace(event, id="")) for event, _ in taken]


def _drop(acts: Acts, case: str, announced: Announced, error: Exception) -> None:
    """Record that the act was dropped; if even that fails, what it was on stays shut."""
    try:
        with changing(GATE) as made:
            made.announces = True
            file = made.reached(case)
            file.write(
                ev.ActDropped(intent=announced.intent, reasons=str(error)[:2000] or "failed"),
                known=(),
            )
            made.after.append(
                lambda connection: acts.outcome(
                    connection, announced.position, file.positions[-1], done=False
                )
            )
    except Exception as second:  # the first error is the one to be told
        error.add_note(f"the record could not say that the act was dropped: {second}")


def said(error: Exception) -> Exception:
    """An error of the record, as the gate says it."""
    match error:
        case AlreadyDone():
            return Refused(str(error))
        case ActRefused() | NotWitnessed() | Halted():
            return Held(f"nothing was opened: {error}")
        case DatabaseError():
            return Held("nothing was opened: the database failed; try again")
        case _:
            return error
