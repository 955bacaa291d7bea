"""Questions that a ruling leaves open: to whom they go, what is open, who answers, who settles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.eventbase import YesNo
from safeconduct.case.facts import Said, parse
from safeconduct.case.questionnaire import Letter
from safeconduct.case.roles import Role
from safeconduct.case.state import State, fold
from safeconduct.gate import history, own, reading
from safeconduct.gate.away import keeps_away
from safeconduct.gate.change import Change, File, change
from safeconduct.gate.errors import Forbidden, NotFound, Refused, Wrong
from safeconduct.gate.guard import opening
from safeconduct.gate.node import current
from safeconduct.gate.opening import carry_out
from safeconduct.gate.openwords import as_read
from safeconduct.gate.putto import Names, in_words, names, waiting
from safeconduct.gate.referred import referred_to
from safeconduct.gate.versions import Version
from safeconduct.gate.vocabulary import of_protection, refuse_unended, word_of
from safeconduct.law.openpart import OpenPart
from safeconduct.law.questionnaire import questionnaire
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.visibility import see

KNOW: tuple[Role, ...] = ("magistrate", "asylum-officer")
"""Who knows of protections, and so may be asked what comes up only with one."""
ASKED_OF_ALL = ("interim-measure",)
"""Words that speak of a protection and are asked of every measure, whoever it touches."""
_UNASKED = ("clerk", "magistrate")
"""Roles that answer what is theirs unasked, too: they have the case before them."""


class Put(NamedTuple):
    """A question that is open, in words, and what those are called whom it is about."""

    fact: str
    ask: str
    names: Names


def letters(actor: Actor, case: str, measures: Sequence[str] = ()) -> list[Letter]:
    """What the rulings of some measures, or of all, still ask, one letter an office.

    Only for who reads rulings. Raises `NotFound`, `Refused`.
    """
    must(actor, Permission.RULING_READ, case)
    if actor.role not in ("magistrate", "second-signer"):
        raise Forbidden("what a ruling asks of others is for who reads it whole")
    events = _events(actor, case)
    try:
        return list(questionnaire(current().rulebook(), events, measures=measures).letters)
    except BadInput as error:
        raise Refused("; ".join(problem.message for problem in error.problems)) from None


def ask(actor: Actor, case: str, fact: str) -> str:
    """Put a question to the role that can answer it; gives that role. Raises `Wrong`."""
    return ask_all(actor, case, [fact])[0]


def ask_all(actor: Actor, case: str, facts: Sequence[str]) -> list[Role]:
    """Put questions, all or none, each to the role that can answer it; gives these roles.

    What waits for its answer already is not put again. Raises `Wrong`, `Forbidden`.
    """
    must(actor, Permission.QUESTION_ASK, case)
    words = [word_of(fact) for fact in facts]
    if actor.role != "magistrate" and any(of_protection(key) for key, _ in words):
        raise Forbidden("fact: the magistrate asks the authority that protects")
    with change(case, actor) as file:
        put = {role: set(waiting(file.events, role)) for role in {w.answered_by for _, w in words}}
        for key, word in words:
            if key not in put[word.answered_by]:
                put[word.answered_by].add(key)
                file.write(
                    ev.QuestionAsked(fact=key, to=word.answered_by),
                    known=("magistrate", word.answered_by),
                )
    return [word.answered_by for _, word in words]


def ask_office(actor: Actor, case: str, role: Role) -> tuple[list[str], list[str]]:
    """Put to a role everything that the rulings of a case still ask of it.

    Gives the facts that it was asked about, and those that were left out: they follow from a step
    or from the list of treaties, or the question alone would say that somebody is protected.
    Raises `NotFound` if nothing is left to ask.
    """
    must(actor, Permission.QUESTION_ASK, case)
    asked: list[str] = []
    left: list[str] = []
    part = OpenPart(current().rulebook())
    for letter in letters(actor, case):
        if letter.role == role:
            for question in letter.questions:
                for fact in (fact for point in question.points for fact in point.about):
                    (asked if _can_be_put(fact, role, part) else left).append(fact)
    if not asked:
        raise NotFound(f"nothing that can be put to the {role} is open in this case")
    ask_all(actor, case, asked)
    return asked, left


def _can_be_put(fact: str, role: Role, part: OpenPart) -> bool:
    """Whether a letter may ask it of a role: some questions come up only where one is protected."""
    try:
        answers = word_of(fact)[1].answered_by == role
    except Wrong:
        return False
    tells = role not in KNOW and parse(fact)[0] not in ASKED_OF_ALL
    return answers and not (tells and not part.assumed({fact: "yes"}))


def inbox(actor: Actor, case: str) -> list[Put]:
    """The open questions that were put to the actor's role, and nothing besides."""
    must(actor, Permission.QUESTION_READ, case)
    events = _events(actor, case)
    state = fold(events)
    only = _known(actor, case, events, state)
    titles = see(actor, Object.REQUEST) >= Level.OWN
    return [
        Put(one["fact"], one["ask"], {
            of: as_read(actor, called, f"“{of}”")
            for of, called in names(state, [one["fact"]], only=only, titles=titles).items()
        })
        for one in in_words(put_to(actor, case, events))
    ]  # fmt: skip


def _known(actor: Actor, case: str, events: Sequence[ev.AnyEvent], state: State) -> set[str] | None:
    """The ids whose names somebody may be told; None: all that they are asked about."""
    if actor.role != "defence" or case in actor.concerns:
        return None
    return own.measures(actor, events, state) | own.persons(actor, events, state)


def answer(actor: Actor, case: str, fact: str, value: Said) -> None:
    """Answer a question; only the role that can does. Raises `Forbidden`, `NotFound`, `Held`."""
    must(actor, Permission.QUESTION_ANSWER, case)
    _own(actor, fact)
    _events(actor, case)
    with change(case, actor) as file:
        write(file, actor, fact, value)


def write(file: File, actor: Actor, fact: str, value: Said, note: str = "") -> None:
    """The answer of whoever was asked, within a change. Raises as `answer` does."""
    key = _own(actor, fact)
    opening(file)
    if actor.role not in _UNASKED and key not in put_to(actor, file.id, file.events):
        raise NotFound("fact: no such question is put to you")
    refuse_unended(file.state, key, value)
    file.write(ev.QuestionAnswered(fact=key, value=value, note=note))


def _own(actor: Actor, fact: str) -> str:
    key, word = word_of(fact)
    if actor.role != word.answered_by:
        raise Forbidden("fact: this is another role's to answer; you can state what you know of it")
    return key


def find(actor: Actor, case: str, fact: str, value: YesNo, reasons: str, seen: Version) -> None:
    """Settle a contested fact or a ground, with reasons; only who the vocabulary names does.

    Raises `Forbidden`, `Stale`, `Held`.
    """
    must(actor, Permission.FINDING_MAKE, case)
    key, word = word_of(fact)
    if actor.role != word.settled_by:
        raise Forbidden("fact: this is not for your role to settle")
    _events(actor, case)

    def make(_: Change, file: File) -> None:
        if not _theirs(actor, file.events, file.state, key):
            raise NotFound("fact: this is not for your register to settle")
        file.write(ev.FindingMade(fact=key, value=value, reasons=reasons))

    carry_out(actor, case, make, seen=seen)


def put_to(actor: Actor, case: str, events: Sequence[ev.AnyEvent]) -> list[str]:
    """What somebody was asked. Counsel is asked about whom they defend, and about nobody else."""
    asked = waiting(events, actor.role)
    if actor.role == "asylum-officer":
        state = fold(events)
        return [key for key in asked if _theirs(actor, events, state, key)]
    if actor.role != "defence" or case in actor.concerns:
        return asked
    state = fold(events)
    mine = own.measures(actor, events, state) | own.persons(actor, events, state)
    return [key for key in asked if own.is_about(key, mine)]


def _theirs(actor: Actor, events: Sequence[ev.AnyEvent], state: State, key: str) -> bool:
    """Whether a fact is not another register's alone."""
    return actor.role != "asylum-officer" or actor.register in own.registers(events, state, key)


def _events(actor: Actor, case: str) -> list[ev.AnyEvent]:
    events = [] if keeps_away(actor, case) else history.events(reading.case_of(case).pk)
    mine = True
    if actor.role == "asylum-officer":
        # Who was asked can answer, also of somebody whom no register has found.
        mine = bool(referred_to(events, actor.register) or put_to(actor, case, events))
    elif actor.role == "defence":
        mine = own.is_party(actor, case)
    if not events or not mine:
        raise NotFound(f"there is no case '{case}'")
    return events
