"""A rulebook as a program for clingo, with variables: nothing is expanded over persons here.

The rulebook becomes rules, a world becomes facts, and clingo does the grounding. So a mistake in
an expansion over list members, in the substitution of arguments or in counting cannot hide here
in the same shape as in the engine. The parts of the program that are the same for every rulebook
are in `frame.lp`.

A free atom is `atom(a("lawyer",("son",)))`, and `true(C,…)` says that it holds in copy C. There
is one copy to find the outcome, and a second one that differs in a single atom to find out
whether that atom matters.
"""

from __future__ import annotations

from pathlib import Path

from safeconduct.case.facts import parse as parse_key
from safeconduct.law.formula import (
    All,
    Any,
    AnyNode,
    AtLeast,
    Atom,
    Complete,
    Every,
    ForDays,
    Not,
)
from safeconduct.law.rulebook import Definition, Norm, Rulebook, Span

Scope = dict[str, str]
"""The variable of the program for each bound name, in order of binding."""


def frame() -> str:
    """The rules that are the same for every rulebook."""
    return Path(__file__).with_name("frame.lp").read_text(encoding="utf-8")


def program(rulebook: Rulebook) -> str:
    """The rules of a rulebook, for any world."""
    translation = Translation(rulebook)
    translation.book()
    return translation.text()


def quoted(text: str) -> str:
    """A string of the program."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def tuple_of(terms: list[str]) -> str:
    """A tuple; one term needs a comma to be one."""
    return f"({','.join(terms)},)" if len(terms) == 1 else f"({','.join(terms)})"


def _span(span: Span) -> str:
    start = "#inf" if span.start is None else str(span.start.toordinal())
    end = "#sup" if span.end is None else str(span.end.toordinal())
    return f"{start},{end}"


class Translation:
    """Collects rules. Every subformula gets a predicate over the copy and the bound names."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.number = {name: i for i, name in enumerate(rulebook.definitions)}
        self.rules: list[str] = []
        self.count = 0

    def book(self) -> None:
        """Add the rules of every definition and norm."""
        for definition in self.rulebook.definitions.values():
            self._definition(definition)
        for norm in self.rulebook.norms:
            self._norm(norm)

    def text(self) -> str:
        """The rules added so far."""
        return "\n".join(self.rules)

    def _name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def rule(self, head: str, *body: str) -> None:
        """Add one rule, or a fact."""
        self.rules.append(f"{head} :- {', '.join(body)}." if body else f"{head}.")

    # --- definitions ---------------------------------------------------------

    def _definition(self, definition: Definition) -> None:
        k = self.number[definition.name]
        scope = {name: f"P{i}" for i, name in enumerate(definition.params)}
        args = ",".join(scope.values())
        for i, version in enumerate(definition.versions):
            self.rule(f"defined({k},{i},{_span(version.in_force)})")
            asked = self._name("dom")
            self.rule(f"{asked}({args})", f"asked{k}({args})", f"means({k},{i})")
            body = self.formula(version.means, scope, asked)
            self.rule(f"holds{k}(C,{args})", f"{body}(C,{args})")
        unknown = f"undefined({quoted(definition.name)},{tuple_of(list(scope.values()))})"
        self.rule(f"atom({unknown})", f"asked{k}({args})", f"not means({k},_)")
        self.rule(
            f"holds{k}(C,{args})", f"asked{k}({args})", f"not means({k},_)", f"true(C,{unknown})"
        )

    # --- norms ---------------------------------------------------------------

    def _norm(self, norm: Norm) -> None:
        n = quoted(norm.id)
        scope = {"measure": "M", "request": "R"}
        self.rule(f"effect({n},{quoted(norm.effect)})")
        self.rule(f"judged({n},{norm.judged_by})")
        if norm.class_ == "policy":
            self.rule(f"policy({n})")
        for act in norm.acts:
            self.rule(f"covers({n},{quoted(act)})")
        for other in norm.prevails_over:
            self.rule(f"prevails({n},{quoted(other.norm)})")
        for ground in norm.raises:
            self.rule(f"raises({n},{quoted(ground)})")
        if norm.opens is not None and norm.opens != "none":
            self.rule(f"opens({n})")
            self.rule(f"competent({n},{quoted(norm.opens)})")
        elif norm.decided_by is not None:
            self.rule(f"competent({n},{quoted(norm.decided_by)})")
        if norm.duty_to_act:
            self.rule(f"duty({n})")
        if norm.subject_to_bars is not None:
            self.rule(f"yields({n})")
        if isinstance(norm.ground, Atom):
            term = self._term(norm.ground, scope)
            self.rule(
                f"ground({n},{quoted(norm.ground.name)},{term})",
                "measure(M)", "request(R)", f"speaks({n},_)",
            )  # fmt: skip
        self._place(norm)
        for i, version in enumerate(norm.versions):
            self.rule(f"version({n},{i},{_span(version.in_force)})")
            domain = self._name("dom")
            self.rule(f"{domain}(M,R)", "measure(M)", "request(R)", f"speaks({n},{i})")
            when = self.formula(version.when, scope, domain)
            self.rule(f"when(C,{n})", f"{when}(C,M,R)")
            if version.unless is not None:
                unless = self.formula(version.unless, scope, domain)
                self.rule(f"unless(C,{n})", f"{unless}(C,M,R)")
            for j, must in enumerate(version.must):
                self.rule(f"line({n},{j})", f"speaks({n},{i})")
                if must.cure is not None:
                    self.rule(f"curable({n},{j})", f"speaks({n},{i})")
                met = self.formula(must.fact, scope, domain)
                self.rule(f"met(C,{n},{j})", f"{met}(C,M,R)")

    def _place(self, norm: Norm) -> None:
        n = quoted(norm.id)
        applies = norm.applies
        if applies.jurisdiction is not None:
            self.rule(f"where(C,{n})", "copy(C)", f"executing({quoted(applies.jurisdiction)})")
        elif applies.binds is not None:
            self._treaty(n, f'a("binds",({quoted(applies.binds)},))')
        elif applies.between is not None:
            self._treaty(n, f'a("in-force",({quoted(applies.between)},R))')
        else:
            self.rule(f"where(C,{n})", "copy(C)")

    def _treaty(self, n: str, term: str) -> None:
        self.rule(f"atom({term})", "request(R)", f"speaks({n},_)")
        self.rule(f"where(C,{n})", "request(R)", f"true(C,{term})")

    # --- formulas ------------------------------------------------------------

    def formula(self, node: AnyNode, scope: Scope, domain: str) -> str:
        """The predicate that holds, of a copy and the bound names, where the formula does.

        `domain` is the predicate that says for which values of the bound names it is asked.
        """
        here = self._name("h")
        args = ",".join(scope.values())
        asked = f"{domain}({args})"
        head = f"{here}(C,{args})"
        match node:
            case Atom():
                self._atom(node, scope, asked, head)
            case ForDays():
                self._free(f"days({self._term(node.fact, scope)},{node.days})", asked, head)
            case Complete():
                self._free(f"complete({quoted(node.list)},{scope[node.arg]})", asked, head)
            case Not():
                body = self.formula(node.body, scope, domain)
                self.rule(head, "copy(C)", asked, f"not {body}(C,{args})")
            case All():
                parts = [self.formula(part, scope, domain) for part in node.parts]
                self.rule(head, "copy(C)", asked, *(f"{part}(C,{args})" for part in parts))
            case Any():
                for part in node.parts:
                    self.rule(head, f"{self.formula(part, scope, domain)}(C,{args})")
            case AtLeast():
                body, member = self._over_members(node, scope, asked)
                counted = f"#count {{ X : {member}, {body}(C,{args},X) }}"
                self.rule(head, "copy(C)", asked, f"{node.count} <= {counted}")
                gap = self._gap(node, node.count, node.where, scope, asked)
                self.rule(head, asked, gap)
            case Every():
                body, member = self._over_members(node, scope, asked)
                gap = self._gap(node, 1, Not(node.where), scope, asked)
                lacking = self._name("gap")
                self.rule(f"{lacking}(C,{args})", asked, gap)
                every = f"{body}(C,{args},X) : {member}"
                # The condition of a conditional literal ends at a semicolon.
                self.rule(head, f"copy(C), {asked}, not {lacking}(C,{args}); {every}")
        return here

    def _atom(self, node: Atom, scope: Scope, asked: str, head: str) -> None:
        if node.name not in self.number:
            term = self._term(node, scope)
            self._free(term, asked, head)
            if node.name == "is":
                self._kinds(term, scope[node.args[0]], node.args[1:], asked)
            return
        k = self.number[node.name]
        args = ",".join(scope[arg] for arg in node.args)
        self.rule(f"asked{k}({args})", asked)
        self.rule(head, asked, f"holds{k}(C,{args})")

    def _free(self, term: str, asked: str, head: str) -> None:
        self.rule(f"atom({term})", asked)
        self.rule(head, asked, f"true(C,{term})")

    def _kinds(self, term: str, thing: str, kinds: tuple[str, ...], asked: str) -> None:
        for kind in kinds:
            self.rule(f"given({term},yes)", asked, f"not stated({term})",
                       f"kind({thing},{quoted(kind)})")  # fmt: skip
        others = (f"K != {quoted(kind)}" for kind in kinds)
        self.rule(f"given({term},no)", asked, f"not stated({term})", f"kind({thing},K)", *others)

    def _over_members(self, node: AtLeast | Every, scope: Scope, asked: str) -> tuple[str, str]:
        """The predicate of the body, with the member as last argument; the membership of X."""
        owner = scope[node.arg]
        member = f"member({quoted(node.list)},{owner},X)"
        inner = self._name("dom")
        variable = f"Q{len(scope)}"
        self.rule(
            f"{inner}({','.join([*scope.values(), variable])})",
            asked, f"member({quoted(node.list)},{owner},{variable})",
        )  # fmt: skip
        return self.formula(node.where, {**scope, node.var: variable}, inner), member

    def _gap(
        self, node: AtLeast | Every, count: int, body: AnyNode, scope: Scope, asked: str
    ) -> str:
        """The literals that say: members whom nobody listed make it true.

        Its atom is the same for the same list, count and body: the body's text with a hole for
        every outer name, and what stands in the holes.
        """
        holes: list[str] = []
        shape = _shape(body, scope, holes)
        owner = scope[node.arg]
        listed = f"complete({quoted(node.list)},{owner})"
        gap = (
            f"gap({quoted(node.list)},{owner},{count},"
            f"{quoted(f'{node.var}: {shape}')},{tuple_of(holes)})"
        )
        self.rule(f"atom({listed})", asked)
        self.rule(f"atom({gap})", asked, f"not given({listed},yes)")
        return f"not sealed(C,{listed}), true(C,{gap})"

    def _term(self, node: Atom, scope: Scope) -> str:
        args = [scope.get(arg, quoted(arg)) for arg in node.args]
        return f"a({quoted(node.name)},{tuple_of(args)})"


def _shape(node: AnyNode, scope: Scope, holes: list[str]) -> str:
    """The text of a formula with a hole for every name bound outside it."""

    def hole(name: str) -> str:
        if name not in scope:
            return name
        holes.append(scope[name])
        return "_"

    match node:
        case Atom():
            return f"{node.name}({','.join(hole(arg) for arg in node.args)})"
        case ForDays():
            return f"{_shape(node.fact, scope, holes)} for {node.days} days"
        case Complete():
            return f"complete {node.list}({hole(node.arg)})"
        case Not(body=Not(body=inner)):
            return _shape(inner, scope, holes)
        case Not():
            return f"not ({_shape(node.body, scope, holes)})"
        case All():
            return f"all ({' & '.join(_shape(part, scope, holes) for part in node.parts)})"
        case Any():
            return f"any ({' | '.join(_shape(part, scope, holes) for part in node.parts)})"
        case AtLeast():
            head = f"{node.count} {node.var} in {node.list}({hole(node.arg)})"
            return f"{head} ({_shape(node.where, scope, holes)})"
        case Every():
            head = f"every {node.var} in {node.list}({hole(node.arg)})"
            return f"{head} ({_shape(node.where, scope, holes)})"


def term_of(key: str) -> str:
    """The term of a canonical key."""
    name, args = parse_key(key)
    if name == "complete":
        inner, (owner,) = parse_key(args[0])
        return f"complete({quoted(inner)},{quoted(owner)})"
    if name == "for-days":
        return f"days({term_of(args[0])},{args[1]})"
    return f"a({quoted(name)},{tuple_of([quoted(arg) for arg in args])})"
