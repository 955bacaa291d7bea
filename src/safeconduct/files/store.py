"""Finding, reading and caching rulebooks and cases.

A parsed rulebook or case is kept in the user's cache folder under the hash of every byte it
was made from and of the code that made it, so a changed file is never answered from the
cache. A cache that cannot be trusted, read or written is done without, and each entry begins
with the hash of what follows, so that a damaged one is made anew.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec

from safeconduct.case import check as casecheck
from safeconduct.case import events as ev
from safeconduct.case.casefile import to_events
from safeconduct.case.document import BadInput, Problem, near
from safeconduct.files import yamltext
from safeconduct.law.load import load
from safeconduct.law.rulebook import Rulebook
from safeconduct.law.vocabulary import BUILT_IN

T = TypeVar("T")
PACKAGE = Path(__file__).resolve().parents[1]


def data_folder(name: str) -> Path:
    """The folder `rulebook`, `cases` or `verifier`: in an installed package, else by its source."""
    packed = PACKAGE / "_data" / name
    return packed if packed.is_dir() else PACKAGE.parents[1] / name


def rulebook_files(folder: Path) -> list[Path]:
    """The files of a rulebook: its folder, its vocabulary and its profiles, not its tests."""
    folders = (folder, folder / "vocabulary", folder / "profiles")
    return [path for each in folders for path in sorted(each.glob("*.yaml"))]


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """The rulebook in a folder (by default the one that ships). Raises `BadInput`."""
    folder = folder or data_folder("rulebook")
    files = rulebook_files(folder)
    if not files:
        raise BadInput([Problem(str(folder), 1, "no rulebook files (*.yaml) here")])
    shown = [str(path.relative_to(folder.parent)) for path in files]
    contents = [yamltext.read_bytes(path, name) for path, name in zip(files, shown, strict=True)]
    digest = _digest([part for pair in zip(shown, contents, strict=True) for part in pair])

    def compile_() -> Rulebook:
        documents = [yamltext.parse(data, name) for data, name in zip(contents, shown, strict=True)]
        return load(documents, digest)

    return _cached("rulebook", digest, compile_, Rulebook)


def load_case(path: Path, rulebook: Rulebook) -> list[ev.AnyEvent]:
    """The checked events of a case file. Raises `BadInput`."""
    shown = str(path)
    data = yamltext.read_bytes(path, shown)

    def compile_() -> list[ev.AnyEvent]:
        document = yamltext.parse(data, shown)
        words = case_words(rulebook)
        return casecheck.check(document, to_events(document), words)

    return _cached("case", _digest([rulebook.hash, data]), compile_, list[ev.AnyEvent])


def find_case(name: str) -> Path:
    """A case by path, or by name among those that ship."""
    path = Path(name)
    if path.suffix or os.path.exists(path):  # noqa: PTH110 - never raises
        return path
    return data_folder("cases") / f"{name}.yaml" if name in shipped_cases() else path


def shipped_cases() -> list[str]:
    """The names of the cases that ship."""
    return sorted(path.stem for path in data_folder("cases").glob("*.yaml"))


def no_such_case(name: str) -> str | None:
    """What is wrong with a name that is neither a path nor a case that ships; else None."""
    path = find_case(name)
    if path.suffix or os.path.exists(path):  # noqa: PTH110
        return None
    known = shipped_cases()
    hint = near(name, known) or "."
    ships = ", ".join(known)
    return f"no case is called '{name}'{hint} Write the path of a file, or one that ships: {ships}"


def case_words(rulebook: Rulebook) -> casecheck.Words:
    """The part of a rulebook's vocabulary that a case has to keep to."""
    words = rulebook.vocabulary
    facts = {name: word.args for name, word in words.facts.items()}
    return casecheck.Words(
        acts=tuple(words.acts),
        facts={**facts, "covers": ("request", "protection")},
        lists={name: word.of for name, word in words.lists.items()},
        settled_by={name: word.settled_by for name, word in words.facts.items()},
        answered_by={
            **{name: word.answered_by for name, word in words.facts.items()},
            "covers": BUILT_IN["covers"][1],
        },
        declared_by={name: word.declared_by for name, word in words.lists.items()},
        norms=tuple(norm.id for norm in rulebook.norms),
        profiles={name: p.executing_state for name, p in rulebook.profiles.items()},
    )


def _digest(parts: list[str | bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big"))
        total.update(data)
    return total.hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    """The hash of the code that reads and compiles, so that a new version starts afresh."""
    folders = ("case", "law", "files")
    files = sorted(path for name in folders for path in (PACKAGE / name).glob("*.py"))
    return _digest([part for path in files for part in (path.name, path.read_bytes())])


def _cached(kind: str, digest: str, compile_: Callable[[], T], type_: type[T]) -> T:
    folder = _cache_folder()
    if folder is None:
        return compile_()
    path = folder / f"{kind}-{_digest([digest, _code()])}.json"
    try:
        seal, _, data = path.read_bytes().partition(b"\n")
        if seal.decode() == _digest([data]):
            return msgspec.json.decode(data, type=type_)
    except (OSError, ValueError):
        pass  # not there, or damaged
    made = compile_()
    data = msgspec.json.encode(made)
    try:
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(_digest([data]).encode() + b"\n" + data)
        partial.replace(path)
    except OSError:
        pass  # a cache is a convenience
    return made


def _cache_folder() -> Path | None:
    """A folder that only this user can write to, or None."""
    if os.environ.get("SAFECONDUCT_CACHE") == "off":
        return None
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME", ""))
        if not base.is_absolute():  # as the XDG specification has it
            base = Path.home() / ".cache"
        folder = base / "safeconduct"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        info = folder.stat()
    except (OSError, RuntimeError):
        return None
    private = not info.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    mine = not hasattr(os, "getuid") or info.st_uid == os.getuid()
    return folder if private and mine else None
