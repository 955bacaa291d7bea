"""The way of a request from its registration to its end, as commands of the people who take them.

A search at Anna's, whom a register protects: she is found, the authority does not object, the
magistrate finds and decides, the search takes place, a thing is taken and given back, everyone is
told. On the way somebody holds it, and somebody asks for a standstill.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from safeconduct.case import events as ev
from safeconduct.case.eventbase import MeasureOpinion, Name
from safeconduct.case.facts import Said
from safeconduct.case.roles import Role
from safeconduct.gate import (
    candidates,
    closing,
    decisions,
    execution,
    facts,
    freeze,
    holds,
    items,
    measures,
    notices,
    opinions,
    oppositions,
    persons,
    questions,
    reading,
    registration,
    screening,
)
from safeconduct.gate.execution import Report, Thing
from safeconduct.gate.models import Case
from safeconduct.policy.actor import Actor
from tests.gate.clearing import noted
from tests.gate.place import Gate
from tests.gate.scene import ANNA, RESIDENTS
from tests.gate.test_registration import received
from tests.gate.test_screening import protect_anna


@dataclass
class Walk:
    """How far somebody has come: the ids that each step made."""

    gate: Gate
    made: dict[str, list[str]] = field(default_factory=dict)

    def id(self, step: str) -> str:
        """The first id that a step made."""
        return self.made[step][0]

    def actor(self, role: Role) -> Actor:
        """Who acts."""
        return self.gate.actor(role)

    @property
    def case(self) -> str:
        """The case."""
        return self.id("open")

    @property
    def version(self) -> int:
        """The version of the case, as somebody has it who has just looked."""
        return int(Case.objects.get(pk=self.case).version)


def prepare(gate: Gate) -> None:
    """What is there before the request: a population register, and a protection of Anna."""
    gate.node.population = RESIDENTS
    protect_anna(gate)


def _open(walk: Walk) -> list[str]:
    return [registration.open_case(walk.actor("clerk"), "Search")]


def _register(walk: Walk) -> list[str]:
    return [registration.register(walk.actor("clerk"), walk.case, received())]


def _confirm(walk: Walk) -> None:
    second = walk.actor("second-signer")
    registration.confirm(second, walk.case, walk.id("register"), "by the central authority")


def _person(walk: Walk) -> list[str]:
    names = (Name(spelled="Anna Example", source="request"),)
    told = ev.PersonListed(person="", called="Anna", names=names)
    return [persons.list_person(walk.actor("clerk"), walk.case, told)]


def _plan(walk: Walk) -> list[str]:
    anna = walk.id("person")
    plan = ev.MeasurePlanned(
        measure="", kind="search", request=walk.id("register"), title="Search",
        acting="magistrate", on="2019-06-01", targets=(anna,), touches=(anna,),
    )  # fmt: skip
    return [measures.plan(walk.actor("clerk"), walk.case, plan)]


def _identify(walk: Walk) -> list[str]:
    return persons.identify(walk.actor("clerk"), walk.case, walk.id("person"), number=ANNA)


def _declare(walk: Walk) -> None:
    of = f"touched({walk.id('plan')})"
    persons.declare(walk.actor("magistrate"), walk.case, of, walk.version)


def _screen(walk: Walk) -> None:
    screening.screen(walk.actor("clerk"), walk.case)


def _candidate(walk: Walk) -> list[str]:
    has = ev.ProtectionStated(
        protection="", person=walk.id("person"), kind="refugee-status", against="KZ",
        register="asylum", since="2013-10",
    )  # fmt: skip
    return candidates.confirm(walk.actor("asylum-officer"), walk.case, walk.id("person"), [has])


def _opinion(walk: Walk) -> list[str]:
    view = MeasureOpinion(measure=walk.id("plan"), view="objects")
    points = ["She is a refugee.", "A child lives there."]
    return [opinions.give(walk.actor("asylum-officer"), walk.case, [view], points)]


def _answer_opinion(walk: Walk) -> None:
    decisions.answer_opinion(
        walk.actor("magistrate"), walk.case, walk.id("opinion"), ["Of a crime.", "At school."],
        walk.version,
    )  # fmt: skip


def _signal(walk: Walk) -> list[str]:
    requests = [walk.id("register")]
    return [facts.signal(walk.actor("clerk"), walk.case, "plot", requests, "a plot was found")]


def _ask(word: str, of: str) -> Callable[[Walk], None]:
    """The magistrate puts a question to whoever can answer it."""

    def ask(walk: Walk) -> None:
        questions.ask(walk.actor("magistrate"), walk.case, f"{word}({walk.id(of)})")

    return ask


def _answer(role: Role, word: str, of: str, value: Said) -> Callable[[Walk], None]:
    """Who was asked answers."""

    def answer(walk: Walk) -> None:
        questions.answer(walk.actor(role), walk.case, f"{word}({walk.id(of)})", value)

    return answer


def _find(walk: Walk) -> None:
    fact = f"proceedings-motivated({walk.id('register')})"
    questions.find(walk.actor("magistrate"), walk.case, fact, "no", "looked at", walk.version)


def _hold(walk: Walk) -> list[str]:
    observer = walk.actor("observer")
    return [holds.place(observer, walk.case, "person", walk.id("person"), "a lawyer lives here")]


def _lift(walk: Walk) -> None:
    observer = walk.actor("observer")
    holds.lift(observer, walk.case, walk.id("hold"), "she is none", walk.version)


def _freeze(walk: Walk) -> None:
    overseer = walk.actor("overseer")
    freeze.ask(overseer, walk.case, walk.id("register"), "stop", ["an abduction was planned"])


def _answer_freeze(walk: Walk) -> None:
    freeze.answer(
        walk.actor("magistrate"), walk.case, walk.id("register"), "refused", "looked into",
        walk.version,
    )  # fmt: skip


def _decide(walk: Walk) -> None:
    decisions.decide(
        walk.actor("magistrate"), walk.case, [walk.id("plan")], "proceed", "all was weighed",
        walk.version,
    )  # fmt: skip


def _clear(walk: Walk) -> None:
    # What stands in the way of this search is not all taken away here (`test_clearances`).
    noted(walk.gate, walk.case, walk.id("plan"))


def _report(walk: Walk) -> list[str]:
    body = Report(
        hour="07:30", taken=(Thing("A telephone", "device", owner=walk.id("person")),),
        facts=dict.fromkeys(("order-shown", "order-copy-left", "data-reported"), "yes"),
    )  # fmt: skip
    police = walk.actor("police-officer")
    done = execution.report(police, walk.case, walk.id("plan"), walk.version, body)
    return list(done.items)


def _oppose(walk: Walk) -> None:
    oppositions.oppose(walk.actor("clerk"), walk.case, walk.id("plan"), "opposition", "anna")


def _end_opposition(walk: Walk) -> None:
    court = walk.actor("court")
    oppositions.decide(court, walk.case, walk.id("plan"), "judgment", walk.version, final=True)


def _notice(walk: Walk) -> None:
    told = notices.Notice(
        language="en", grounds="an order", remedies="the court", oppose_until="2019-06-20"
    )
    clerk = walk.actor("clerk")
    notices.give(clerk, walk.case, walk.id("plan"), [walk.id("person")], told)


def _give_back(walk: Walk) -> None:
    items.give_back(walk.actor("police-officer"), walk.case, walk.id("report"), "to Anna")


def _duty(role: Role, word: str, of: str, value: Said) -> Callable[[Walk], None]:
    """Somebody says that what was theirs to do is done."""

    def say(walk: Walk) -> None:
        fact = f"{word}({walk.id(of)})"
        facts.state(walk.actor(role), walk.case, fact, value, "the file")

    return say


def _close(walk: Walk) -> None:
    magistrate, request = walk.actor("magistrate"), walk.id("register")
    left = closing.still_open(magistrate, walk.case, request)
    answered = {one.answer: "nobody asked for it" for one in left if one.answer}
    closing.close(magistrate, walk.case, request, "done", walk.version, answered)


_STEPS: tuple[tuple[str, Callable[[Walk], list[str] | None]], ...] = (
    ("open", _open),
    ("register", _register),
    ("confirm", _confirm),
    ("person", _person),
    ("plan", _plan),
    ("identify", _identify),
    ("declare", _declare),
    ("screen", _screen),
    ("candidate", _candidate),
    ("opinion", _opinion),
    ("answer-opinion", _answer_opinion),
    ("signal", _signal),
    ("ask", _ask("lawyer", "person")),
    ("answer", _answer("observer", "lawyer", "person", "no")),
    ("find", _find),
    ("hold", _hold),
    ("lift", _lift),
    ("freeze", _freeze),
    ("answer-freeze", _answer_freeze),
    ("decide", _decide),
    ("clear", _clear),
    ("report", _report),
    ("oppose", _oppose),
    ("end-opposition", _end_opposition),
    ("notice", _notice),
    ("give-back", _give_back),
    ("logged", _duty("clerk", "access-logged", "plan", "yes")),
    ("copied", _duty("clerk", "copied-to-justice", "register", "yes")),
    ("read", _duty("clerk", "message-unread", "register", "no")),
    ("ask-route", _ask("route-kept", "register")),
    ("route", _answer("central-authority", "route-kept", "register", "yes")),
    ("remedy", _duty("magistrate", "remedy-open", "plan", "yes")),
    ("legal-aid", _duty("magistrate", "legal-aid-open", "plan", "yes")),
    ("ask-messages", _ask("message-unsent", "register")),
    ("messages", _answer("asylum-officer", "message-unsent", "register", "no")),
    ("close", _close),
)
NAMES = tuple(name for name, _ in _STEPS)


def take(walk: Walk, name: str) -> None:
    """Take a step; keeps the ids of what it made."""
    walk.made[name] = dict(_STEPS)[name](walk) or []


def closed(walk: Walk) -> bool:
    """Whether the request has come to its end."""
    return any(isinstance(event, ev.RequestClosed) for event in reading.events(walk.case))
