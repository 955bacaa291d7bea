"""Writing papers: whole or not at all, and never over something that is no paper."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from safeconduct.case.document import BadInput, Problem

PDF = b"%PDF-"


@dataclass(frozen=True)
class Paper:
    """A file to write; `sealed` ones can be read by their owner only."""

    path: Path
    data: bytes
    sealed: bool = False


def check(paths: Sequence[Path]) -> None:
    """Refuse what cannot be written, before the work is done. Raises `BadInput`."""
    real = [os.path.realpath(path) for path in paths]
    if len(set(real)) < len(real):
        raise _refuse(paths[0], "the open paper and the sealed annex need two different files")
    for path in paths:
        wrong = _wrong(path)
        if wrong:
            raise _refuse(path, wrong)


def _wrong(path: Path) -> str | None:
    try:
        info = path.stat()
    except FileNotFoundError:
        return None if path.parent.is_dir() else f"there is no folder '{path.parent}'"
    except (OSError, ValueError) as error:
        return _why(error)
    if stat.S_ISDIR(info.st_mode):
        return "it is a folder; name a file in it"
    if not stat.S_ISREG(info.st_mode):
        return "it is not a plain file"
    try:
        with path.open("rb") as file:
            begins = file.read(len(PDF))
    except OSError as error:
        return _why(error)
    if begins and begins != PDF:
        return "it exists and is no PDF file; choose another name"
    return None


def write(papers: Sequence[Paper]) -> None:
    """Write all papers, or none: each beside its place first, then all put there.

    Raises `BadInput` with one clear line if that fails; what stood there before stays.
    """
    check([paper.path for paper in papers])
    with contextlib.ExitStack() as drafts:
        ready = [(drafts.enter_context(_draft(paper)), paper) for paper in papers]
        for draft, paper in ready:
            try:
                draft.replace(os.path.realpath(paper.path))
            except OSError as error:
                raise _refuse(paper.path, _why(error)) from None


@contextlib.contextmanager
def _draft(paper: Paper) -> Iterator[Path]:
    """The paper under a passing name in the folder where it will stand."""
    folder = Path(os.path.realpath(paper.path)).parent
    name = None
    try:
        handle, name = tempfile.mkstemp(prefix=".paper-", suffix=".part", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(paper.data)
            file.flush()
            os.fsync(file.fileno())
        if not paper.sealed:
            Path(name).chmod(0o666 & ~_umask())
    except OSError as error:
        if name is not None:
            Path(name).unlink(missing_ok=True)
        raise _refuse(paper.path, _why(error)) from None
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[:1].lower() + error.strerror[1:]
    return str(error)


def _refuse(path: Path, why: str) -> BadInput:
    return BadInput([Problem("question", 1, f"cannot write '{path}': {why}. Nothing was written.")])
