"""The text of a letter that came as a PDF, or why it cannot be read, in words."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.desks.clerk.pdfchild import PAGES, SECONDS

BYTES = 1_500_000
"""The longest file that is read; a form has at most 2 MB, but that with a photograph."""
_CHILD = Path(__file__).with_name("pdfchild.py")
logger = logging.getLogger("safeconduct.desks")

PROBLEMS: dict[str, Promise | str] = {
    "size": _("The file has more than 1.5 MB. Paste the text of the letter, or send a smaller "
              "file."),
    "kind": _("The file is neither a PDF nor plain text. Save it as a PDF, or paste its text."),
    "encrypted": _("The PDF asks for a password. Save it without one, or paste its text."),
    "pages": _("The PDF has more than 60 pages. Send the letter without what is attached to it."),
    "long": _("The PDF has too much text. Send the letter without what is attached to it."),
    "slow": _("Reading the PDF took too long, so it was stopped. Paste the text of the "
              "letter."),
    "broken": _("The PDF is damaged and cannot be read. Paste the text of the letter."),
    "scan": _("The PDF holds pictures of pages (a scan) and no text. Type in what matters, or "
              "paste the text of the letter."),
}  # fmt: skip
assert PAGES == 60  # as the words say


class Unreadable(Exception):
    """A file that is no letter that can be read; `problem` is a key of `PROBLEMS`."""

    def __init__(self, problem: str) -> None:
        """`problem`: a key of `PROBLEMS`."""
        super().__init__(problem)
        self.problem = problem


def text_of(content: bytes) -> str:
    """The text of a file that was sent in: a PDF, or plain text. Raises `Unreadable`."""
    if len(content) > BYTES:
        raise Unreadable("size")
    if b"%PDF-" in content[:1024]:
        return _of_pdf(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("kind") from None
    if any(ord(char) < 32 and char not in "\t\n\r\f" for char in text):
        raise Unreadable("kind")
    return text


def _of_pdf(content: bytes) -> str:
    # `-I`: nothing of the node's surroundings reaches the child, keys and settings least of all.
    command = [sys.executable, "-I", str(_CHILD)]
    try:
        ran = subprocess.run(
            command, input=content, capture_output=True, timeout=SECONDS + 2, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("slow") from None
    if ran.returncode != 0:
        logger.warning("a PDF could not be read: the reader ended with %s", ran.returncode)
        raise Unreadable("slow" if ran.returncode < 0 else "broken")
    said = json.loads(ran.stdout)
    if "problem" in said:
        raise Unreadable(said["problem"])
    text: str = said["text"]
    return "".join(char for char in text if char in "\n\t" or ord(char) >= 32)
