"""Everyone touched by a measure is told of it, suspect or not: of what, why, and what they can do.

The magistrate can defer a notice for one person, with reasons and up to a day. Whoever is neither
told nor deferred is listed, and so is whoever is deferred: a request does not close over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.dates import LAST_YEAR
from safeconduct.case.facts import key as fact_key
from safeconduct.case.state import State, fold
from safeconduct.gate import reading
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import File, change
from safeconduct.gate.deferral import DEFERRED, LONGEST, OPPOSE, Untold, deferrals
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.measures import planned
from safeconduct.gate.node import current
from safeconduct.gate.reexamine import done, reached
from safeconduct.gate.versions import Version
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.visibility import see

_VOICE = "the authority that gives notice"


@dataclass(frozen=True)
class Notice:
    """What persons are told in writing, and in which language."""

    language: str
    grounds: str
    remedies: str
    oppose_until: str
    """The last day on which they can oppose, as in 2019-06-05."""


def give(actor: Actor, case: str, measure: str, persons: Sequence[str], notice: Notice) -> None:
    """Persons are told of a measure in writing. Raises `Wrong` for a notice that leaves much out.

    The notice is the magistrate's, also where the clerk sends it. Raises `Forbidden` where it is
    deferred, to whoever did not defer it.
    """
    must(actor, Permission.NOTICE_GIVE, case)
    with change(case, actor) as file:
        plan = planned(file, measure)
        touched = reached(file.events, file.state, plan)
        problems = list(_problems(file, notice))
        if not persons:
            problems.append("persons: name who is told")
        problems += [
            f"persons: measure '{measure}' touches nobody called '{person}'"
            for person in persons
            if person not in touched
        ]
        if problems:
            raise Wrong(problems)
        waiting = deferrals(file.events, date.fromisoformat(file.today))
        if actor.role != "magistrate" and any((measure, person) in waiting for person in persons):
            raise Forbidden(
                "persons: the magistrate deferred the notice to one of them, and alone ends that "
                "before its day"
            )
        file.write(
            ev.NoticeGiven(
                measure=measure, persons=tuple(dict.fromkeys(persons)), note=_words(notice)
            ),
            by="magistrate",
        )  # fmt: skip
        for person in dict.fromkeys(persons):
            if (measure, person) in waiting:
                # The deferral is over before its day: the same voice says otherwise now.
                fact = fact_key("notified", measure, person)
                file.write(ev.FactStated(fact=fact, value="yes", said_by=_VOICE), by="magistrate")


def defer(
    actor: Actor, case: str, measure: str, person: str, until: str, reasons: str,
    seen: Version | None = None,
) -> None:  # fmt: skip
    """The magistrate lets somebody be told later, before a day and for reasons. Raises `Wrong`."""
    must(actor, Permission.NOTICE_GIVE, case)
    if actor.role != "magistrate":
        raise Forbidden("only the magistrate defers a notice, by name and with reasons")
    with change(case, actor, seen=seen) as file:
        plan = planned(file, measure)
        if person not in reached(file.events, file.state, plan):
            raise NotFound(f"measure '{measure}' touches nobody called '{person}'")
        if any(
            isinstance(e, ev.NoticeGiven) and e.measure == measure and person in e.persons
            for e in file.events
        ):
            raise Refused(f"person '{person}' was told of measure '{measure}' already")
        problems = [] if reasons.strip() else ["reasons: say why they are told later"]
        problems += _day("until", until, file.today, LONGEST)
        if problems:
            raise Wrong(problems)
        file.write(
            ev.FactStated(
                fact=fact_key("notified", measure, person), value="no", said_by=_VOICE,
                valid_from=file.today, valid_until=until, note=DEFERRED + reasons,
            )
        )  # fmt: skip


def to_tell(actor: Actor, case: str) -> list[Untold]:
    """Who is still to be told in a case, with who is deferred."""
    must(actor, Permission.NOTICE_KNOW, case)
    if keeps_away(actor, case):
        raise NotFound(f"there is no case '{case}'")
    events = reading.events(reading.case_of(case).pk)
    found = untold(events, fold(events), current().today())
    if see(actor, Object.DECISION) is Level.FULL:
        return found
    # Why the magistrate defers is a decision's reasons; whoever sends notices needs the day.
    return [replace(one, reasons="") for one in found]


def untold(events: Sequence[ev.AnyEvent], state: State, today: date) -> list[Untold]:
    """Everyone touched by what was carried out or sent, who has not been told of it."""
    told = {
        (event.measure, person)
        for event in events
        if isinstance(event, ev.NoticeGiven)
        for person in event.persons
    }
    deferred = deferrals(events, today)
    return [
        deferred.get((plan.measure, person), Untold(plan.measure, person))
        for plan in done(events, state)
        for person in reached(events, state, plan)
        if (plan.measure, person) not in told
    ]


def without_reasons(event: ev.FactStated) -> ev.FactStated:
    """A fact as it is shown to who reads no decisions: why a notice is deferred is left out."""
    deferral = event.by == "magistrate" and event.note.startswith(DEFERRED)
    return structs.replace(event, note="") if deferral else event


def _problems(file: File, notice: Notice) -> list[str]:
    found = [
        f"{name}: {right}"
        for name, right in (
            ("language", "name the language that they understand, in which they are told"),
            ("grounds", "say on which grounds the measure was taken"),
            ("remedies", "say what they can do against it, and where"),
        )
        if not getattr(notice, name).strip()
    ]
    return found + _day("oppose_until", notice.oppose_until, file.today, 0)


def _day(where: str, text: str, today: str, longest: int) -> list[str]:
    """What is wrong with a last day: it has to be one that is still to come."""
    first = date.fromisoformat(today)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return [f"{where}: '{text[:40]}' is no day; write it as in {today}"]
    if not first < day or day.year >= LAST_YEAR:
        return [f"{where}: {text} is not later than today, {today}"]
    if longest and day > first + timedelta(days=longest):
        return [f"{where}: at most {longest} days from today; after that it is decided anew"]
    return []


def _words(notice: Notice) -> str:
    return (
        f"language: {notice.language}\ngrounds: {notice.grounds}\nremedies: {notice.remedies}\n"
        f"{OPPOSE}{notice.oppose_until}"
    )
