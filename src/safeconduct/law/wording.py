"""Keys, formulas and roles in plain words, with who said what and who knew it."""

from __future__ import annotations

from collections.abc import Iterable

from safeconduct.case import events as ev
from safeconduct.case.dates import latest
from safeconduct.case.facts import parse
from safeconduct.case.roles import Role
from safeconduct.case.ruling import Statement
from safeconduct.case.state import seen_from
from safeconduct.law import formula as fm
from safeconduct.law.caseworld import CaseWorld
from safeconduct.law.vocabulary import BUILT_IN

LISTS = {
    "touched": "whom {} touches",
    "targets": "at whom {} is aimed",
    "attendants": "who attends {}",
    "items": "of {}",
    "origins": "that produced what {} sends",
    "signals": "on file about {}",
    "protections": "of {}",
    "family": "of the family of {}",
}
"""How a list is spoken of."""


class Wording:
    """Words for one case as one viewer sees it; `audit` adds who knew and did not say."""

    def __init__(self, world: CaseWorld, *, audit: bool) -> None:
        self._world = world
        self._state = world.state
        self._words = world.rulebook.vocabulary
        self._audit = audit

    def office(self, role: str) -> str:
        """The office that holds a role in the case's country; without a profile, the role."""
        head = self._state.head
        name = head.profile if head else None
        profile = self._world.rulebook.profiles.get(name) if name else None
        office = profile.roles.get(role) if profile else None
        return office.en if office else role.replace("-", " ")

    def called(self, thing: str) -> str:
        """What people call a thing of the case."""
        if thing in (self._world.measure, self._world.request):
            return "this measure" if thing == self._world.measure else "this request"
        name = self._state.called(thing)
        titled = thing in self._state.measures or thing in self._state.requests
        return f"“{name}”" if titled else name

    def fact(self, key: str) -> str:
        """The question that a key asks, with names in it."""
        name, args = parse(key)
        if name == "complete":
            inner, of = parse(args[0])
            return self._words.completeness(inner, self.called(of[0]))
        if name == "undefined":
            return f"What does '{args[0]}' mean? No version of it is in force on this day."
        if name == "for-days":
            return f"{self.fact(args[0])} For at least {args[1]} days?"
        if name == "is":
            kind = self._state.thing_kind(args[0]) or "of an unknown kind"
            return f"{self.called(args[0])} ({kind.replace('-', ' ')}): is it one that counts here?"
        if name not in BUILT_IN and name not in self._words.facts:
            return key
        return self._words.question(name, map(self.called, args))

    def answered_by(self, key: str) -> Role:
        """Who answers the question of a key."""
        name, args = parse(key)
        if name == "complete":
            return self._words.lists[parse(args[0])[0]].declared_by
        if name == "for-days":
            return self.answered_by(args[0])
        if name in BUILT_IN:
            return BUILT_IN[name][1]
        fact = self._words.facts.get(name)
        return fact.answered_by if fact else "rulebook-keeper"

    def settled_by(self, key: str) -> str:
        """The office that may settle a contested key."""
        name, args = parse(key)
        if name == "for-days":
            return self.settled_by(args[0])
        fact = self._words.facts.get(name)
        return (
            "nobody" if fact is None or fact.settled_by == "none" else self.office(fact.settled_by)
        )

    def formula(self, node: fm.AnyNode) -> str:
        """A formula as people would say it."""
        bound = {"measure": self._world.measure, "request": self._world.request}
        return self._formula(node, bound)

    def _formula(self, node: fm.AnyNode, bound: dict[str, str]) -> str:
        match node:
            case fm.Atom():
                args = [bound.get(arg, arg) for arg in node.args]
                if node.name in self._words.defined:
                    return f"{' '.join(self.called(a) for a in args)}: {node.name}"
                return self.fact(f"{node.name}({','.join(args)})")
            case fm.ForDays():
                return f"{self._formula(node.fact, bound)} For at least {node.days} days?"
            case fm.Complete():
                return self.fact(f"complete({node.list}({bound.get(node.arg, node.arg)}))")
            case fm.Not():
                return f"no to “{self._formula(node.body, bound)}”"
            case fm.All():
                return "; and ".join(self._formula(part, bound) for part in node.parts) or "always"
            case fm.Any():
                return "; or ".join(self._formula(part, bound) for part in node.parts) or "never"
            case fm.AtLeast() | fm.Every():
                of = self.called(bound.get(node.arg, node.arg))
                inner = {k: v for k, v in bound.items() if k != node.var}
                member = self._words.lists[node.list].holds
                many = "every" if isinstance(node, fm.Every) else f"at least {node.count}"
                body = self._formula(node.where, inner).replace(node.var, f"that {member}")
                among = LISTS.get(node.list, f"on the list '{node.list}' of {{}}").format(of)
                return f"For {many} {member} {among}: {body}"

    def statements(self, key: str) -> tuple[Statement, ...]:
        """Who said what about a key, on which source, and who knew it from when."""
        name, args = parse(key)
        if name == "for-days":
            return self.statements(args[0])
        if name in ("is", "covers"):
            return tuple(self._things(args[-1] if name == "covers" else args[0]))
        if name == "complete":
            events = self._world.declarations(args[0])
            return tuple(self._said(event, "yes", "") for event in events[:1])
        if name in ("binds", "in-force", "member"):
            states = {
                "binds": [self._world.executing],
                "member": [self._world.asked.requesting_state],
            }.get(name, [self._world.executing, self._world.asked.requesting_state])
            return tuple(s for state in states for s in self._parties(args[0], state))
        if name == "starts-between":
            hour = self._world.plan.hour
            return () if hour is None else (self._said(self._world.plan, f"starts at {hour}", ""),)
        if name == "held":
            return tuple(self._hold(hold) for hold in self._world.holds())
        told = self._world.statements(key)
        word = self._words.facts.get(name)
        if not told and word is not None and word.recorded == "yes":
            return (Statement(value="no", said_by="nothing on file, which counts as no"),)
        return tuple(self._said(one.event, one.value, one.said_by) for one in told)

    def _said(self, event: ev.AnyEvent, value: str, said_by: str) -> Statement:
        only = None if self._audit else self._world.plan.acting
        return _statement(event, value, said_by, only)

    def _hold(self, hold: ev.HoldPlaced) -> Statement:
        """A hold binds who was not told of it, and then says no more than that it stands."""
        acting = self._world.plan.acting
        told = self._audit or hold.by == acting or acting in hold.known
        return self._said(hold, "yes", hold.why) if told else Statement(value="yes")

    def _things(self, thing: str) -> Iterable[Statement]:
        event: ev.AnyEvent | None = (
            self._state.protections.get(thing)
            or self._state.signals.get(thing)
            or self._state.items.get(thing)
            or self._state.requests.get(thing)
        )
        if event is not None:
            yield self._said(event, self.called(thing), "on file")

    def _parties(self, name: str, state: str) -> Iterable[Statement]:
        """What the treaty data say of one state."""
        treaty = self._world.rulebook.treaties[name]
        entries = [party for party in treaty.parties if party.state == state]
        for party in entries:
            since = f" from {party.span.start}" if party.span.start else ""
            value = "unknown" if party.party == "unknown" or not party.known else party.party
            note = f"{party.note} " if party.note else ""
            yield Statement(
                value=f"{state}: {value}{since}", said_by="treaty data",
                note=f"{note}[{party.mark}]",
            )  # fmt: skip
        if not entries:
            listed = "no, the list is closed" if treaty.closed else "unknown, not listed"
            yield Statement(value=f"{state}: {listed}", said_by="treaty data")

    def untold(self, statements: Iterable[Statement]) -> tuple[str, ...]:
        """Offices that knew on the day, where no source says that the acting authority did."""
        if not self._audit:
            return ()
        acting, day = self._world.plan.acting, self._world.day
        found: dict[str, None] = {}
        for statement in statements:
            knew = [role for role, since in statement.known.items() if latest(since) <= day]
            if acting in knew:
                continue
            # Whoever is to be protected, and the requesting state, had nobody to tell.
            for role in knew:
                if role not in ("defence", "requesting-state", "public"):
                    found[f"{self.office(role)} ({statement.known[role]})"] = None
        return tuple(found)


def _statement(event: ev.AnyEvent, value: str, said_by: str, only: Role | None) -> Statement:
    """A statement; `only` leaves out who else knew, which is no business of the gate."""
    known: dict[Role, str] = dict(event.known)
    if event.by is not None:
        known.setdefault(event.by, seen_from(event, event.by) or event.day)
    if only is not None:
        known = {role: day for role, day in known.items() if role == only}
    return Statement(
        value=value, said_by=said_by, source=tuple(event.source), known=known, note=event.note
    )
