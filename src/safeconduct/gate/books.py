"""Releases of the rulebook as files in the node's folder, each under its hash.

    releases/HASH/rulebook/      the files, as they were tested and signed

Which of them is in use is a row of the database, so that all processes of a node use the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from safeconduct.case.document import BadInput
from safeconduct.files import booktests
from safeconduct.files.store import load_rulebook, rulebook_files
from safeconduct.gate.errors import NotFound, Wrong
from safeconduct.law.rulebook import Rulebook
from safeconduct.policy.onepage import once_a_page

_NAME = "rulebook"
"""The hash covers the folder's name, so every release has the same."""

Tell = Callable[[int, int, str], None]
"""Is told how much is done, of how much, and what is next."""


def store(releases: Path, source: Path, tell: Tell = lambda _done, _of, _what: None) -> str:
    """Copy a folder's rulebook into the node's folder, once it is checked; gives its hash.

    Raises `Wrong` with every problem: of the files, and of the rulebook's own tests.
    """
    releases.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=releases, prefix="new-") as temporary:
        folder = Path(temporary) / _NAME
        for path in (*rulebook_files(source), *sorted((source / "tests").glob("*.yaml"))):
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        found = check(folder, tell)
        if not (releases / found.hash).exists():
            (releases / found.hash).mkdir()
            folder.rename(releases / found.hash / _NAME)
    return found.hash


def check(folder: Path, tell: Tell = lambda _done, _of, _what: None) -> Rulebook:
    """The rulebook in a folder, if it can be read and passes its own tests. Raises `Wrong`."""
    try:
        found = load_rulebook(folder)
        failures, _ = booktests.run(found, folder, tell)
    except BadInput as error:
        raise Wrong([str(problem) for problem in error.problems]) from None
    if failures:
        raise Wrong([str(problem) for problem in failures])
    return found


def folder_of(releases: Path, digest: str) -> Path:
    """Where a release's files are; raises `NotFound`."""
    folder = releases / digest / _NAME
    if len(digest) != 64 or not digest.isalnum() or not folder.is_dir():
        raise NotFound(f"there is no release '{digest[:64]}' in this node's folder")
    return folder


@lru_cache(maxsize=4)
def load(releases: Path, digest: str) -> Rulebook:
    """A release, if its files still are what its hash says. Raises `NotFound`, `Wrong`."""
    try:
        found = load_rulebook(folder_of(releases, digest))
    except BadInput as error:
        raise Wrong([str(problem) for problem in error.problems]) from None
    if found.hash != digest:
        raise Wrong(
            f"the files of release {digest} were changed: they are {found.hash} now. Nothing is "
            "ruled until they are what was signed; bring them back from a backup"
        )
    return found


@cache
def shipped() -> Rulebook:
    """The rulebook that ships with the program."""
    return load_rulebook()


def active(releases: Path) -> Callable[[], Rulebook]:
    """Gives the rulebook that is in use at the moment of asking; the shipped one if none is yet."""

    def now() -> Rulebook:
        # Django's models can be imported only once it is set up; a folder is opened before.
        from safeconduct.gate.models import Release  # noqa: PLC0415

        def asked() -> str | None:
            return Release.objects.filter(active=True).values_list("pk", flat=True).first()

        found = once_a_page(("active rulebook", releases), asked)
        return shipped() if found is None else load(releases, found)

    return now
