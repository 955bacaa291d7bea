"""The text of one PDF: bytes from the standard input, JSON to the standard output.

A program of its own, run by `pdf`: what comes from a foreign state is parsed where it has neither
the node's memory nor its keys, with little time and little room.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from typing import Any

PAGES, CHARACTERS = 60, 400_000
MEGABYTES, SECONDS = 512, 10


def read(content: bytes) -> dict[str, Any]:
    """`{"text": …}`, or `{"problem": …}` with a key of `pdf.PROBLEMS`."""
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            return {"problem": "encrypted"}
        if len(reader.pages) > PAGES:
            return {"problem": "pages"}
        found: list[str] = []
        for page in reader.pages:
            found.append(page.extract_text())
            if sum(map(len, found)) > CHARACTERS:
                return {"problem": "long"}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError,
            RecursionError, AssertionError, NotImplementedError, ArithmeticError):  # fmt: skip
        return {"problem": "broken"}
    except MemoryError:
        return {"problem": "slow"}
    text = "\n\n".join(found)
    # A scan has pictures of pages, and at most a stamp's few letters.
    if sum(char.isalnum() for char in text) < 20 * max(1, len(found)):
        return {"problem": "scan"}
    return {"text": text}


def _bound() -> None:
    """Take little room and little time; where the system can see to it."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return
    room = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


if __name__ == "__main__":
    _bound()
    said = read(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(said).encode("utf-8", "replace"))
