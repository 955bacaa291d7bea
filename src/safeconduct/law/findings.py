"""One norm's part in a ruling, in words: what it does, on which facts, with which cures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import structs

from safeconduct.case.dates import latest
from safeconduct.case.facts import parse
from safeconduct.case.ruling import (
    AuthorityShown,
    Condition,
    DecisionDue,
    DefinitionUsed,
    FactUsed,
    Finding,
    Status,
)  # fmt: skip
from safeconduct.law import formula as fm
from safeconduct.law.circuit import FALSE, TRUE
from safeconduct.law.explain import Explainer, Why
from safeconduct.law.rulebook import Norm, Version
from safeconduct.law.shut import Part
from safeconduct.law.verdict import Assessment
from safeconduct.law.wording import Wording


class Findings:
    """Writes the findings of one assessment."""

    def __init__(self, assessment: Assessment, wording: Wording) -> None:
        self._a = assessment
        self._wording = wording
        self._explain = Explainer(assessment.rulebook, assessment.world)
        self._root = assessment.builder.ground.root

    def all(self) -> list[Finding]:
        """What every norm that binds here does; those of treaties that do not bind are left out."""
        a = self._a
        contested = {id(part) for _, part in a.conflicts}
        found = []
        for i, part in enumerate(a.parts.parts):
            status = self._status(
                a.as_things_stand.parts[i],
                a.once_cured.parts[i],
                a.undecided.parts[i],
                a.builder.ground.applies(part.norm.applies),
            )
            if id(part) in contested:
                status = "conflicts"
            if status != "rests":
                found.append(self._finding(part, status))
        found += self._legal_basis()
        found += [
            self._plain(norm, version, live, "applies")
            for norm, version, live in a.parts.signals
            if self._a.solver.certain(live)
        ]
        found += [
            self._plain(norm, version, live, "conflicts" if norm in [d for d, _ in a.conflicts]
                        else "applies")
            for norm, version, live in self._duties_to_act()
        ]  # fmt: skip
        order: list[Status] = [
            "conflicts", "bars", "unmet", "open", "decide", "applies", "met", "rests",
        ]  # fmt: skip
        return sorted(found, key=lambda f: (order.index(f.status), f.class_ != "law"))

    def _duties_to_act(self) -> Iterable[tuple[Norm, Version, int]]:
        for norm, live in self._a.parts.duties_to_act:
            version = next(v for n, v in self._a.builder.norms if n is norm)
            if self._a.solver.certain(live):
                yield norm, version, live

    def _status(self, now: int, cured: int, undecided: int, applies: int) -> Status:
        solver = self._a.solver
        if now == TRUE or (now != FALSE and solver.certain(now)):
            return "bars" if solver.certain(cured) else "unmet"
        if now != FALSE and solver.can_be(now):
            return "open"
        if undecided != FALSE and solver.can_be(undecided):
            return "decide"
        return "met" if solver.can_be(applies) else "rests"

    def _legal_basis(self) -> list[Finding]:
        """The norms that could authorise the act; they shut it only together."""
        a = self._a
        basis_now, basis_cured = a.as_things_stand.unauthorised, a.once_cured.unauthorised
        whole = self._status(basis_now, basis_cured, a.undecided.unauthorised, TRUE)
        found = []
        for part in a.parts.authorising:
            if a.solver.certain(-part.shut):
                found.append(self._finding(part, "applies"))
            elif whole in ("bars", "unmet", "open") and a.solver.can_be(part.live):
                found.append(self._finding(part, whole))
        if whole == "bars" and not found:
            found.append(self._nothing_authorises())
        return found

    def _nothing_authorises(self) -> Finding:
        kind = self._a.world.act
        return Finding(
            norm="no-legal-basis", class_="law", effect="authorises", status="bars",
            cite="no norm of this rulebook", identifier="", mark="",
            says=f"Nothing in this rulebook that applies here authorises a measure of the kind "
                 f"'{kind}' on this day; what nothing authorises is barred.",
            version_from=None, version_until=None,
        )  # fmt: skip

    def _finding(self, part: Part, status: Status) -> Finding:
        norm, version = part.norm, part.version
        when = self._explain.why(version.when, self._root)
        whys = [when]
        unless = None
        if version.unless is not None:
            unless = self._explain.why(version.unless, self._root)
            whys.append(unless)
        if norm.ground is not None:
            whys.append(self._grounds(norm.ground))
        limbs = [self._explain.why(limb.must.fact, self._root) for limb in part.limbs]
        conditions = tuple(
            Condition(
                says=self._wording.formula(limb.must.fact),
                state="met" if limb.holds == TRUE or self._a.solver.certain(limb.holds)
                else "false" if not self._a.solver.can_be(limb.holds) else "unknown",
                cure=limb.must.cure, incurable=limb.must.incurable,
                facts=tuple(why.atoms),
            )
            for limb, why in zip(part.limbs, limbs, strict=True)
        )  # fmt: skip
        finding = self._write(norm, version, status, [*whys, *limbs], conditions, part)
        if status != "met":
            return finding
        return structs.replace(finding, because=tuple(_why_met(when, unless, limbs)))

    def _grounds(self, ground: fm.AnyNode) -> Why:
        """What raises a ground: its own assertion and the signals that name it."""
        why = Why(None)
        if isinstance(ground, fm.Atom):
            why.with_([self._explain.why(ground, self._root)])
            for norm, version, live in self._a.parts.signals:
                if ground.name in norm.raises and self._a.solver.certain(live):
                    why.with_([self._explain.why(version.when, self._root)])
        return why

    def _plain(self, norm: Norm, version: Version, _live: int, status: Status) -> Finding:
        return self._write(
            norm, version, status, [self._explain.why(version.when, self._root)], (), None
        )

    def _write(
        self,
        norm: Norm,
        version: Version,
        status: Status,
        whys: list[Why],
        conditions: tuple[Condition, ...],
        part: Part | None,
    ) -> Finding:
        provision = self._a.rulebook.provisions[norm.provision]
        keys = list(dict.fromkeys(key for why in whys for key in why.atoms))
        names = list(dict.fromkeys(name for why in whys for name in why.defined))
        shuts = status in ("bars", "unmet", "conflicts")
        return Finding(
            norm=norm.id, class_=norm.class_, effect=norm.effect, status=status,
            cite=self.cite(norm), identifier=provision.identifier,
            mark=norm.mark, says=norm.says,
            version_from=_day(version.in_force.start), version_until=_day(version.in_force.end),
            facts=tuple(self.fact(key) for key in _telling(keys)),
            conditions=conditions,
            definitions=tuple(self._definition(name) for name in names),
            authorities=tuple(self._authority(a.case, a.day, a.mark, a.says)
                              for a in norm.authorities),
            decision=self.decision(part) if part else None,
            ground=None if norm.ground is None else self._wording.formula(norm.ground),
            reading=norm.reading,
            alone_on_memory="yes" if shuts and norm.mark == "M" else "no",
            opened_by=norm.opens or "none",
        )  # fmt: skip

    def _definition(self, name: str) -> DefinitionUsed:
        definition = self._a.rulebook.definitions[name]
        version = definition.version(self._a.world.day)
        return DefinitionUsed(
            name=name, says=definition.says, cite=definition.article, mark=definition.mark,
            version_from=None if version is None else _day(version.in_force.start),
            in_force="no" if version is None else "yes",
        )  # fmt: skip

    def _authority(self, case: str, day: str, mark: str, says: str) -> AuthorityShown:
        later: Literal["yes", "no"] = "yes" if latest(day) > self._a.world.day else "no"
        return AuthorityShown(case=case, day=day, mark=mark, says=says, later=later)

    def cite(self, norm: Norm) -> str:
        """A norm's provision and article."""
        return f"{self._a.rulebook.provisions[norm.provision].title}, {norm.article}"

    def decision(self, part: Part) -> DecisionDue | None:
        """The decision that bears on a part."""
        due = part.decision
        if due is None or not self._a.solver.can_be(part.live):
            return None
        state: Literal["pending", "favours", "refuses"] = (
            "favours" if due.favours == TRUE else "refuses" if due.favours == FALSE else "pending"
        )
        return DecisionDue(
            key=due.key, norm=part.norm.id, by=due.role, office=self._wording.office(due.role),
            what=due.kind, state=state,
        )  # fmt: skip

    def fact(self, key: str) -> FactUsed:
        """A fact with everything said of it."""
        statements = self._wording.statements(key)
        return FactUsed(
            fact=key, value=self._a.world.value(key), says=self._wording.fact(key),
            statements=statements, untold=self._wording.untold(statements),
        )  # fmt: skip


def _why_met(when: Why, unless: Why | None, limbs: list[Why]) -> dict[str, None]:
    """The known facts for which a norm is not in the way, if facts are the reason."""
    if when.truth is False:
        return when.atoms
    if unless is not None and unless.truth is True:
        return unless.atoms
    if limbs and all(limb.truth is True for limb in limbs):
        return {key: None for limb in limbs for key in limb.atoms}
    return {}


def _telling(keys: list[str]) -> list[str]:
    """The keys worth telling: that a protection covers the request says what kind it is, too."""
    covered = {parse(key)[1][1] for key in keys if key.startswith("covers(")}
    return [key for key in keys if not (key.startswith("is(") and parse(key)[1][0] in covered)]


def _day(day: object) -> str | None:
    return None if day is None else str(day)
