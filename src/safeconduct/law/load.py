"""Parsed rulebook files in, a checked `Rulebook` out; every mistake is found and named.

Files are told apart by their keys: `acts` and `subject` (vocabulary), `treaties`, `profile`,
and `provision` for all others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from safeconduct.case import dates
from safeconduct.case.document import BadInput, Document, Path, Problem, read_as
from safeconduct.case.facts import SORTS, BadKey
from safeconduct.case.facts import parse as parse_key
from safeconduct.law.checks import check_norm, check_whole
from safeconduct.law.formula import ALWAYS, AnyNode, BadFormula, Tree, constant
from safeconduct.law.formula import parse as parse_formula
from safeconduct.law.loadwords import read_words
from safeconduct.law.rulebook import (
    Applies,
    Conceals,
    Definition,
    DefinitionVersion,
    Must,
    Norm,
    Party,
    Profile,
    Provision,
    Rulebook,
    Span,
    Treaty,
    Version,
)  # fmt: skip
from safeconduct.law.shapes import (
    ProfileShape,
    ProvisionShape,
    SpanShape,
    TreatiesShape,
    VersionShape,
)
from safeconduct.law.vocabulary import BUILT_IN, RESERVED, DefinedWord, Sort, Vocabulary

MARK = re.compile(r"^(C|C@\d{4}|P|M)$")


def load(documents: list[Document], digest: str) -> Rulebook:
    """Read all files of a rulebook; `digest` is its hash. Raises `BadInput` with every problem."""
    return _Loader().load(documents, digest)


class _Loader:
    """Collects problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def load(self, documents: list[Document], digest: str) -> Rulebook:
        by_kind: dict[str, list[Document]] = {}
        for document in documents:
            by_kind.setdefault(self._kind(document), []).append(document)
        vocabularies = by_kind.get("acts", [])
        if len(vocabularies) != 1:
            first = vocabularies[1] if vocabularies else Document("rulebook", {})
            self.problems.append(
                first.problem((), "a rulebook has exactly one vocabulary (a file with 'acts')")
            )
            raise BadInput(self.problems)
        words = read_words(vocabularies[0], by_kind.get("subject", []), self.problems)
        treaties: dict[str, Treaty] = {}
        for document in by_kind.get("treaties", []):
            for path, treaty in self._treaties(document):
                if treaty.id in treaties:
                    message = f"'{treaty.id}' is a treaty or group already; give each its own name"
                    self._say(document, path, message)
                treaties[treaty.id] = treaty
        profiles = {p.id: p for d in by_kind.get("profile", []) for p in self._profile(d)}
        raws = [(d, r) for d in by_kind.get("provision", []) if (r := self._provision(d))]
        for document, raw in raws:
            self._declare(document, raw, words)
        provisions, norms, definitions = {}, [], {}
        places: dict[str, Callable[[str], Problem]] = {}
        for document, raw in raws:
            applies = Applies(raw.jurisdiction, raw.binds, raw.between)
            if raw.provision in provisions:
                self._say(document, ("provision",), f"'{raw.provision}' is in two files")
            provisions[raw.provision] = Provision(
                raw.provision, raw.title, raw.identifier, raw.class_, raw.mark, raw.read, applies,
                raw.not_modelled,
            )  # fmt: skip
            for path, definition in self._definitions(document, raw, words):
                definitions[definition.name] = definition
                places[definition.name] = _placed(document, path)
            for path, norm in self._norms(document, raw, applies, words):
                if norm.id in places:
                    self._say(document, path, f"the norm '{norm.id}' is there twice")
                norms.append(norm)
                places[norm.id] = _placed(document, path)
        rulebook = Rulebook(
            words, provisions, tuple(norms), definitions, treaties, profiles, digest
        )
        for name, message in check_whole(rulebook):
            self.problems.append(places[name](message))
        if self.problems:
            raise BadInput(sorted(set(self.problems)))
        return rulebook

    def _say(self, document: Document, path: Path, message: str) -> None:
        self.problems.append(document.problem(path, message))

    def _kind(self, document: Document) -> str:
        tree = document.tree if isinstance(document.tree, dict) else {}
        kinds = ("acts", "subject", "treaties", "profile")
        return next((k for k in kinds if k in tree), "provision")

    def _read(self, document: Document, kind: Any, path: Path = (), value: Any = None) -> Any:
        try:
            return read_as(document, kind, path, document.tree if value is None else value)
        except BadInput as error:
            self.problems += error.problems
            return None

    def _treaties(self, document: Document) -> Iterator[tuple[Path, Treaty]]:
        raw = self._read(document, TreatiesShape)
        if raw is None:
            return
        for section in ("treaties", "groups"):
            for name, treaty in getattr(raw, section).items():
                parties: list[Party] = []
                for i, p in enumerate((*treaty.parties, *treaty.members)):
                    path = (section, name, "parties" if treaty.parties else "members", i)
                    known = p.from_ != "unknown" and p.until != "unknown"
                    ends = (None if e == "unknown" else e for e in (p.from_, p.until))
                    span = self._span(document, path, SpanShape(*ends))
                    if any(
                        q.state == p.state and q.party != p.party and q.span.overlaps(span)
                        for q in parties
                    ):
                        self._say(
                            document, path,
                            f"two entries say different things of {p.state} on one day; "
                            "'until' of the older is 'from' of the newer",
                        )  # fmt: skip
                    parties.append(Party(p.state, p.party, span, known, p.mark, p.note))
                yield (
                    (section, name),
                    Treaty(
                        name, treaty.title, treaty.identifier, tuple(parties),
                        treaty.closed == "yes",
                    ),
                )  # fmt: skip

    def _profile(self, document: Document) -> Iterator[Profile]:
        raw = self._read(document, ProfileShape)
        if raw is not None:
            yield Profile(raw.profile, raw.executing_state, dict(raw.roles))

    def _provision(self, document: Document) -> ProvisionShape | None:
        raw: ProvisionShape | None = self._read(document, ProvisionShape)
        if raw is None:
            return None
        places = [x for x in (raw.jurisdiction, raw.binds, raw.between, raw.everywhere) if x]
        if len(places) != 1:
            self._say(
                document, ("provision",),
                "say once where it applies: jurisdiction, binds, between or everywhere: yes",
            )  # fmt: skip
        if not MARK.match(raw.mark):
            self._say(document, ("mark",), f"'{raw.mark}' is no mark; write C, C@2019, P or M")
        return raw

    def _declare(self, document: Document, raw: ProvisionShape, words: Vocabulary) -> None:
        for i, definition in enumerate(raw.definitions):
            path: Path = ("definitions", i, "definition")
            try:
                name, params = parse_key(definition.definition)
            except BadKey as error:
                self._say(document, path, str(error))
                continue
            sorts = tuple(param.rstrip("-0123456789") for param in params)
            wrong = [s for s in sorts if s not in SORTS]
            if wrong or len(set(params)) != len(params):
                self._say(document, path, f"parameters are named by their sorts: {SORTS}")
            elif name in (*words.defined, *words.facts, *BUILT_IN, *RESERVED):
                self._say(document, path, f"'{name}' already has a meaning")
            else:
                words.defined[name] = DefinedWord(params, sorts)  # type: ignore[arg-type]

    def _definitions(
        self, document: Document, raw: ProvisionShape, words: Vocabulary
    ) -> Iterator[tuple[Path, Definition]]:
        for i, item in enumerate(raw.definitions):
            path: Path = ("definitions", i)
            name = item.definition.partition("(")[0].strip()
            if name not in words.defined:
                continue
            word = words.defined[name]
            scope: dict[str, str] = dict(zip(word.args, word.sorts, strict=True))
            versions = []
            for j, version in enumerate(item.versions):
                at = (*path, "versions", j)
                span = self._span(document, (*at, "in_force"), version.in_force)
                means = self._formula(document, version.means, scope, words, (*at, "means"))
                versions.append(DefinitionVersion(span, means))
            self._spans(document, path, [v.in_force for v in versions])
            yield (
                path,
                Definition(
                    name, word.args, word.sorts, raw.provision, raw.class_, item.says,
                    item.article, item.mark or raw.mark, item.reading, tuple(versions),
                ),
            )  # fmt: skip

    def _norms(
        self, document: Document, raw: ProvisionShape, applies: Applies, words: Vocabulary
    ) -> Iterator[tuple[Path, Norm]]:
        scope: dict[str, Sort] = {"measure": "measure", "request": "request"}
        for i, item in enumerate(raw.norms):
            path: Path = ("norms", i)
            try:
                acts = words.expand(item.acts)
            except ValueError as error:
                self._say(document, (*path, "acts"), str(error))
                acts = ()
            else:
                if not acts:
                    message = "it is about no act, so it would never count; name at least one"
                    self._say(document, (*path, "acts"), message)
            mark = item.mark or raw.mark
            if not MARK.match(mark):
                self._say(document, (*path, "mark"), f"'{mark}' is no mark")
            if not item.norm.startswith(f"{raw.provision}."):
                self._say(document, (*path, "norm"), f"its id begins with '{raw.provision}.'")
            versions = tuple(
                self._version(document, v, scope, words, (*path, "versions", j))
                for j, v in enumerate(item.versions)
            )
            self._spans(document, path, [v.in_force for v in versions])
            for j, raw_version in enumerate(item.versions):
                if item.effect == "requires" and not raw_version.must:
                    message = "a version of a norm that requires needs 'must'; say what it requires"
                    self._say(document, (*path, "versions", j), message)
            hidden = item.conceals
            conceals = None if hidden is None else Conceals(hidden.what, hidden.from_)
            norm = Norm(
                id=item.norm, provision=raw.provision, class_=raw.class_, article=item.article,
                says=item.says, effect=item.effect, acts=acts, mark=mark, applies=applies,
                versions=versions, opens=item.opens,
                ground=self._optional(document, item.ground, scope, words, (*path, "ground")),
                decided_by=item.decided_by, raises=item.raises, conceals=conceals, duty=item.duty,
                duty_to_act=item.duty_to_act == "yes", subject_to_bars=item.subject_to_bars,
                authorities=item.authorities, reading=item.reading, judged_by=item.judged_by,
                prevails_over=item.prevails_over,
            )  # fmt: skip
            for message in check_norm(norm, words):
                self._say(document, path, message)
            yield path, norm

    def _version(
        self,
        document: Document,
        raw: VersionShape,
        scope: Any,
        words: Vocabulary,
        path: Path,
    ) -> Version:
        musts = []
        for i, must in enumerate(raw.must):
            at = (*path, "must", i)
            ways = {word: must[word] for word in ("cure", "incurable") if word in must}
            if len(ways) != 1 or not all(isinstance(way, str) for way in ways.values()):
                self._say(document, at, "a condition has either 'cure' or 'incurable'")
                continue
            # The formula stands under 'fact', or beside the cure when it is a block.
            block = {word: part for word, part in must.items() if word not in ways}
            tree, inner = (block["fact"], (*at, "fact")) if set(block) == {"fact"} else (block, at)
            before = len(self.problems)
            formula = self._formula(document, tree, scope, words, inner)
            if constant(formula) and len(self.problems) == before:
                message = (
                    "this holds whatever is known, so it is no condition; write what has to be"
                )
                self._say(document, inner, message)
            musts.append(Must(formula, **ways))
        when = self._optional(document, raw.when, scope, words, (*path, "when"))
        return Version(
            self._span(document, (*path, "in_force"), raw.in_force),
            ALWAYS if when is None else when,
            self._optional(document, raw.unless, scope, words, (*path, "unless")),
            tuple(musts),
            self._optional(document, raw.done, scope, words, (*path, "done")),
        )

    def _optional(
        self,
        document: Document,
        tree: Tree | None,
        scope: Any,
        words: Vocabulary,
        path: Path,
    ) -> AnyNode | None:
        return None if tree is None else self._formula(document, tree, scope, words, path)

    def _formula(
        self,
        document: Document,
        tree: Tree,
        scope: Any,
        words: Vocabulary,
        path: Path,
    ) -> AnyNode:
        try:
            return parse_formula(tree, scope, words, path)
        except BadFormula as error:
            self._say(document, error.where, str(error))
            return ALWAYS

    def _span(self, document: Document, path: Path, raw: SpanShape) -> Span:
        try:
            ends = [
                None if text is None else dates.exact_day(text) for text in (raw.from_, raw.until)
            ]
        except dates.BadDate as error:
            self._say(document, path, f"{error}, or leave it out for no bound")
            return Span()
        if ends[0] and ends[1] and ends[0] >= ends[1]:
            self._say(document, path, "it ends before it begins; 'until' is the first day after")
        return Span(*ends)

    def _spans(self, document: Document, path: Path, spans: list[Span]) -> None:
        if not spans:
            self._say(document, path, "it has no version; give at least one under 'versions'")
        for i, span in enumerate(spans):
            if any(span.overlaps(other) for other in spans[:i]):
                self._say(
                    document, (*path, "versions", i, "in_force"),
                    "two versions overlap; 'until' of the older is 'from' of the newer",
                )  # fmt: skip


def _placed(document: Document, path: Path) -> Callable[[str], Problem]:
    return lambda message: document.problem(path, message)
