"""Files that are either there whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex


def write_atomically(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a file so that, whatever fails, it has its old content or all of the new, durably.

    Raises `OSError`; then the file has its old content, or all of the new if only its folder could
    not be flushed. No half-written file is left behind.
    """
    half = path.with_name(f".{path.name}.{token_hex(8)}.half")
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:  # noqa: PTH123  # the mode counts from the first moment
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise
