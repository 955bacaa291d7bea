"""Execution reports: what was done, who was in the room, what was taken - and what is not said.

A report is never turned away because the act should not have been: what happened is recorded, and
an act without a clearance is recorded as the breach that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from safeconduct.case import events as ev
from safeconduct.case.eventbase import Attendance, Inventoried
from safeconduct.case.facts import Said
from safeconduct.case.facts import key as fact_key
from safeconduct.case.roles import Role
from safeconduct.gate import asking, breaches, cover, sealed
from safeconduct.gate.change import File, change
from safeconduct.gate.errors import Forbidden, Refused, Wrong
from safeconduct.gate.measures import planned
from safeconduct.gate.newid import fresh
from safeconduct.gate.node import current
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import from_file, same_person

BESIDES = ("order-issued", "observer-present", "joint-team")
"""What a report says of a measure besides what the vocabulary asks the police."""

NOT_SAID = "not said in the report: "
"""How the note of a report begins that leaves something out."""


@dataclass(frozen=True)
class Thing:
    """Something that was taken. With `item`, one that the case lists already."""

    title: str
    kind: Literal[
        "device", "document", "data", "bank-record", "answer", "account", "execution-record",
        "hearing-notice", "court-document", "other",
    ]  # fmt: skip
    item: str = ""
    owner: str | None = None
    """The person of the case whose it is, where known."""
    owner_calls_it: str = ""
    owner_named: str = ""
    """Whose it is in the words of those present."""
    objection: str = ""


@dataclass(frozen=True)
class Report:
    """What the officer says. None: not said, which is listed back and never guessed."""

    hour: str | None = None
    attended: Sequence[Attendance] | None = None
    taken: Sequence[Thing] | None = None
    entry: str | None = None
    vulnerable: Sequence[str] | None = None
    counsel: str | None = None
    signature: Literal["signed", "refused"] | None = None
    pressure: str | None = None
    remarks: Sequence[str] = ()
    facts: Mapping[str, Said] = field(default_factory=dict)
    """Answers to the questions of `asked`, by the word of the vocabulary."""


@dataclass(frozen=True)
class Reported:
    """What became of a report."""

    items: tuple[str, ...]
    missing: tuple[str, ...]
    breach: str
    """Why the execution is a breach; empty if it was cleared."""


def asked(kind: str) -> dict[str, str]:
    """The questions that a report on an act of this kind answers, by word, in words."""
    police = _asks(kind, "police-officer")
    return {name: ask for name, ask in _asks(kind).items() if name in police or name in BESIDES}


def asked_of_observers(kind: str) -> dict[str, str]:
    """The questions on an act of this kind that the bar's observers answer, besides attendance."""
    found = _asks(kind, "observer")
    return {name: ask for name, ask in found.items() if name not in BESIDES}


def _asks(kind: str, role: Role | None = None) -> dict[str, str]:
    words = current().rulebook().vocabulary.facts
    return {
        name: word.ask.replace("{measure}", f"the {kind.replace('-', ' ')}")
        for name, word in words.items()
        if word.args == ("measure",) and word.recorded != "yes"
        if role is None or word.answered_by == role
    }


def report(actor: Actor, case: str, measure: str, seen: Version | None, body: Report) -> Reported:
    """The police report how a measure was executed; gives what they left out.

    `seen`: the version of the case that the officer looked at. Without a clearance that covers the
    day, an incident is opened and the request held in the same transaction. Raises `Wrong`.
    """
    must(actor, Permission.EXECUTION_WRITE, case)
    if actor.role != "police-officer":
        raise Forbidden("the police report on an execution; an observer adds a part of their own")
    asking.hear()
    with change(case, actor, seen=seen) as file:
        plan = planned(file, measure)
        _once(file, measure)
        _right(file, plan, body)
        missing = tuple(_missing(plan, body))
        breach = _breach(file, plan, body)
        items = tuple(_listed(file, measure, thing) for thing in body.taken or ())
        file.write(_event(measure, body, items, missing))
        for word, value in body.facts.items():
            file.write(
                ev.FactStated(
                    fact=fact_key(word, measure), value=value, said_by="the execution report"
                ),
                known=("magistrate", "police-officer"),
            )
        if breach:
            title = f"'{plan.title[:500]}' was executed, and {breach}"
            breaches.record(file, title, plan.measure)
            why = f"a measure under this request was executed, and {breach}"
            breaches.hold(file, plan.request, why)
    return Reported(items, missing, breach)


def observe(
    actor: Actor, case: str, measure: str, remarks: Sequence[str], objection: str = "",
    present: bool | None = None,
) -> str:  # fmt: skip
    """An observer's own part of the report; an objection holds the request. Gives the hold's id.

    The report of the police stays as it is. Raises `Wrong` if nothing is said.
    """
    must(actor, Permission.EXECUTION_WRITE, case)
    if actor.role != "observer":
        raise Forbidden("this part of the report is the observer's own")
    if not any(remarks) and not objection and present is None:
        raise Wrong("remarks: say what you observed, whether you were there, or object")
    with change(case, actor) as file:
        plan = planned(file, measure)
        for remark in remarks:
            file.write(ev.Noted(title=remark, note=f"{OBSERVED}{measure}"))
        if present is not None:
            said: Said = "yes" if present else "no"
            fact = fact_key("observer-present", measure)
            file.write(ev.FactStated(fact=fact, value=said, said_by="the observer"))
        if not objection:
            return ""
        hold = fresh("hold")
        file.write(ev.HoldPlaced(hold=hold, on="request", of=plan.request, why=objection))
    return hold


OBSERVED = "the observer's part on "
"""How the note of an observer's remark begins; the measure follows."""


def observed(events: Sequence[ev.AnyEvent], measure: str) -> list[str]:
    """What observers remarked on the execution of a measure."""
    note = f"{OBSERVED}{measure}"
    return [
        e.title for e in events
        if isinstance(e, ev.Noted) and e.by == "observer" and e.note == note
    ]  # fmt: skip


def left_out(executed: ev.MeasureExecuted) -> list[str]:
    """What a report that was filed does not say."""
    note = executed.note
    return note.removeprefix(NOT_SAID).split("; ") if note.startswith(NOT_SAID) else []


def _once(file: File, measure: str) -> None:
    for event in file.events:
        if isinstance(event, ev.MeasureExecuted) and event.measure == measure:
            whose = "you" if same_person(file.actor, file.author(event)) else "somebody"
            raise Refused(
                f"{whose} reported on measure '{measure}' already; what is to be added or put "
                "right goes to the magistrate as a statement"
            )


def _right(file: File, plan: ev.MeasurePlanned, body: Report) -> None:
    problems = []
    known = asked(plan.kind)
    for word in body.facts:
        if word not in known:
            problems.append(f"facts.{word}: a report answers only: {', '.join(sorted(known))}")
    for number, thing in enumerate(body.taken or ()):
        where = f"taken[{number}]"
        if thing.item and thing.item not in file.state.items:
            problems.append(f"{where}.item: no item is called '{thing.item}'; leave it empty")
        if thing.owner is not None and thing.owner not in file.state.persons:
            problems.append(
                f"{where}.owner: no person is called '{thing.owner}'; write the name of somebody "
                "who is not in the case under 'owner_named'"
            )
    named = [thing.item for thing in body.taken or () if thing.item]
    if len(set(named)) != len(named):
        problems.append("taken: names an item twice; once is enough")
    if problems:
        raise Wrong(problems)


def _missing(plan: ev.MeasurePlanned, body: Report) -> Iterator[str]:
    for name, words in (
        ("hour", "the hour"), ("attended", "who attended"), ("taken", "what was taken"),
        ("entry", "how they came in"), ("vulnerable", "who was there that needed care"),
        ("counsel", "whether counsel was admitted"),
        ("signature", "whether those present signed or refused"),
        ("pressure", "what was said to get a signature"),
    ):  # fmt: skip
        if getattr(body, name) is None or getattr(body, name) == "":
            yield words
    for who in body.attended or ():
        if who.foreign == "yes":
            for name, words in (
                ("office", "the office"), ("rule", "the rule that admits"),
                ("supervisor", "who supervised"), ("could_see", "what could be seen by"),
            ):  # fmt: skip
                if not getattr(who, name):
                    yield f"{words} {who.who}".replace(";", ",")
    for thing in body.taken or ():
        if thing.owner is None and not thing.owner_named:
            yield f"whose '{thing.title}' is".replace(";", ",")
    for word in asked(plan.kind):
        if word not in body.facts:
            yield word


def _breach(file: File, plan: ev.MeasurePlanned, body: Report) -> str:
    """Why an execution is a breach; empty if a clearance was used, or an emergency covers it."""
    if any(
        one.measure == plan.measure and not from_file(file.author(one.stated))
        for one in sealed.emergencies(file.events)
    ):
        foreign = any(who.foreign == "yes" for who in body.attended or ())
        return "officials of another state attended, whom no emergency admits" if foreign else ""
    things = body.taken or ()
    owners = {thing.owner for thing in things if thing.owner is not None}
    owners |= {o for t in things if t.item and (o := file.state.items[t.item].owner) is not None}
    found = cover.breach(file, plan, body.hour, body.attended or (), owners)
    if not found and current().evidence.standing():
        return "an alarm over this gate stood, and nothing may be opened while one does"
    return found


def _listed(file: File, measure: str, thing: Thing) -> str:
    if thing.item:
        return thing.item
    item = fresh("item")
    file.write(
        ev.ItemListed(
            item=item, kind=thing.kind, title=thing.title, measure=measure, owner=thing.owner
        ),
        known=(),
    )
    return item


def _event(
    measure: str, body: Report, items: Sequence[str], missing: Sequence[str]
) -> ev.MeasureExecuted:
    return ev.MeasureExecuted(
        measure=measure, hour=body.hour, attended=tuple(body.attended or ()), taken=tuple(items),
        remarks=tuple(body.remarks), entry=body.entry or "",
        vulnerable=tuple(body.vulnerable or ()), counsel=body.counsel or "",
        signature=body.signature or "", pressure=body.pressure or "",
        inventory=tuple(
            Inventoried(
                item=item, owner_calls_it=thing.owner_calls_it, owner=thing.owner_named,
                objection=thing.objection,
            )
            for item, thing in zip(items, body.taken or (), strict=True)
        ),
        note=NOT_SAID + "; ".join(missing) if missing else "",
    )  # fmt: skip
