"""The rulebook as trees, and as the engine reads it once one item of one file is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from dataclasses import replace as replace_
from functools import cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from safeconduct.case.document import Document
from safeconduct.files import store, yamltext
from safeconduct.law.load import load
from safeconduct.law.rulebook import Norm, Rulebook
from tests.mutate import operators
from tests.mutate.operators import Change

EXECUTING = "BE"
"""The state whose own law the rulebook carries."""


@dataclass(frozen=True)
class Mutant:
    """One mistake in one file: in a norm, a definition or the head of a provision."""

    provision: str
    file: str
    section: str
    index: int
    name: str
    change: Change

    @property
    def label(self) -> str:
        """How it is called in a list of survivors."""
        return f"{self.name} — {self.change.where}"


class Book:
    """The rulebook of a folder, ready to be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rulebook = store.load_rulebook(folder)
        self.files = {
            str(path.relative_to(folder)): yamltext.read(path, path.name)
            for path in store.rulebook_files(folder)
        }
        self.provisions = {n: d for n, d in self.files.items() if "provision" in d.tree}

    def mutants(self) -> Iterator[Mutant]:
        """Every mistake in every provision, in the order of the files; labels are told apart."""
        seen: Counter[str] = Counter()
        for mutant in self._mutants():
            seen[mutant.label] += 1
            number = seen[mutant.label]
            where = mutant.change.where + (f" ({number})" if number > 1 else "")
            yield replace_(mutant, change=mutant.change._replace(where=where))

    def _mutants(self) -> Iterator[Mutant]:
        words = self.rulebook.vocabulary
        for file, document in self.provisions.items():
            tree = document.tree
            name = tree["provision"]
            for change in operators.provision(tree):
                yield Mutant(name, file, "", 0, name, change)
            for i, item in enumerate(tree.get("definitions", [])):
                for change in operators.definition(item):
                    yield Mutant(name, file, "definitions", i, item["definition"], change)
            for i, item in enumerate(tree.get("norms", [])):
                for change in operators.norm(item, words):
                    yield Mutant(name, file, "norms", i, item["norm"], change)
        yield from self._parties()

    def _parties(self) -> Iterator[Mutant]:
        """Mistakes about the executing state, on whom every ruling on its law turns."""
        for file, document in self.files.items():
            for section, entries in (("treaties", "parties"), ("groups", "members")):
                found = document.tree.get(section, {})
                for name, treaty in found.items() if "treaties" in document.tree else ():
                    for i, entry in enumerate(treaty.get(entries, [])):
                        if entry["state"] == EXECUTING:
                            for change in operators.party(entry):
                                label = f"{name} and {EXECUTING}"
                                yield Mutant("treaties", file, section, i, label, change)

    def mutated(self, mutant: Mutant) -> Rulebook:
        """The rulebook with a mistake in it. Raises `BadInput` where the loader refuses it."""
        if mutant.section == "norms":
            return self._with_norm(mutant)
        return load(list(self._changed(mutant)), f"{self.rulebook.hash} {mutant.label}")

    def _changed(self, mutant: Mutant) -> Iterator[Document]:
        for file, document in self.files.items():
            if file != mutant.file:
                yield document
            elif mutant.section == "":
                yield Document(document.name, mutant.change.item)
            elif mutant.section in ("treaties", "groups"):
                tree = deepcopy(document.tree)
                treaty = tree[mutant.section][mutant.name.partition(" and ")[0]]
                treaty["parties" if mutant.section == "treaties" else "members"][mutant.index] = (
                    mutant.change.item
                )
                yield Document(document.name, tree)
            else:
                items = list(document.tree[mutant.section])
                items[mutant.index : mutant.index + 1] = (
                    [] if mutant.change.item is None else [mutant.change.item]
                )
                yield Document(document.name, {**document.tree, mutant.section: items})

    def _with_norm(self, mutant: Mutant) -> Rulebook:
        """Only the changed norm is read anew; all others are as they were."""
        others = [norm for norm in self.rulebook.norms if norm.id != mutant.name]
        if mutant.change.item is not None:
            place = next(i for i, n in enumerate(self.rulebook.norms) if n.id == mutant.name)
            others.insert(place, self._read(mutant, mutant.change.item))
        return replace(
            self.rulebook, norms=tuple(others), hash=f"{self.rulebook.hash} {mutant.label}"
        )

    def _read(self, mutant: Mutant, item: dict[str, Any]) -> Norm:
        wanted = {p["norm"] for p in item.get("prevails_over", [])}
        documents = [d for n, d in self.files.items() if n not in self.provisions]
        for file, document in self.provisions.items():
            tree = document.tree
            if file == mutant.file:
                norms = [item, *(n for n in tree["norms"] if n["norm"] in wanted - {item["norm"]})]
            else:
                norms = [n for n in tree.get("norms", []) if n["norm"] in wanted]
            if norms or "definitions" in tree:
                documents.append(Document(document.name, {**tree, "norms": _bare(norms, item)}))
        found = load(documents, "one norm").norm(mutant.name)
        if found is None:
            raise LookupError(f"{mutant.name} is not in the rulebook read anew")
        return found


def _bare(norms: list[dict[str, Any]], item: dict[str, Any]) -> list[dict[str, Any]]:
    """Norms that are only named by another one, without what they name themselves."""
    return [
        norm if norm is item else {k: v for k, v in norm.items() if k != "prevails_over"}
        for norm in norms
    ]


@cache
def shipped() -> Book:
    """The rulebook that ships."""
    return Book(store.data_folder("rulebook"))
