"""Random cases from seeds, small enough to list every completion, and how to show one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from io import StringIO
from random import Random

from safeconduct.case.document import Document
from safeconduct.law.load import load
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.world import PlainWorld
from tests.oracle import naive, randombook, randomworld
from tests.oracle.answer import Answer, TooLarge

UNKNOWN = (0.0, 0.1, 0.2, 0.35, 0.5, 0.7)
"""The shares of unknown facts that worlds are drawn with."""


@dataclass(frozen=True)
class Case:
    """One random rulebook, one random world, and the answer by definition."""

    seed: int
    documents: tuple[Document, ...]
    rulebook: Rulebook
    world: PlainWorld
    answer: Answer

    def show(self) -> str:
        """The provisions as YAML and the world, for whoever has to find the mistake."""
        world = "\n".join(
            f"  {field.name}: {getattr(self.world, field.name)}" for field in fields(self.world)
        )
        return f"seed {self.seed}\n{provisions(self.documents)}\nworld:\n{world}"


def case(seed: int) -> Case:
    """The case of a seed; facts become known until all completions can be listed."""
    random = Random(seed)
    files = randombook.documents(random)
    rulebook = load(files, "random")
    unknown = random.choice(UNKNOWN)
    while True:
        world = randomworld.world(random, rulebook, unknown)
        try:
            answer = naive.assess(rulebook, world)
        except TooLarge:
            unknown *= 0.6
        else:
            return Case(seed, tuple(files), rulebook, world, answer)


def provisions(documents: tuple[Document, ...]) -> str:
    """The provision files as YAML; vocabulary and treaties are always the same."""
    return "".join(f"# {document.name}\n{text(document)}" for document in documents[2:])


def text(document: Document) -> str:
    """A file as YAML."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - only wanted when something went wrong

    yaml = YAML()
    yaml.representer.ignore_aliases = lambda _: True
    stream = StringIO()
    yaml.dump(document.tree, stream)
    return stream.getvalue()
