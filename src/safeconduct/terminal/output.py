"""The terminal itself: width, colour, progress, and the choice between words and JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from safeconduct.case.ruling import Outcome
from safeconduct.case.words import OUTCOME_WORDS

SIGNS: dict[Outcome, tuple[str, str]] = {
    "barred": ("✕", "bold red"),
    "conflict": ("≠", "bold magenta"),
    "conditions-unmet": ("■", "red"),
    "undetermined": ("?", "yellow"),
    "needs-decision": ("§", "cyan"),
    "no-bar-found": ("○", "green"),
}

MARKS: dict[Outcome, tuple[str, str]] = {
    outcome: (f"{sign} {OUTCOME_WORDS[outcome]}", style) for outcome, (sign, style) in SIGNS.items()
}
"""Each outcome in words, with a sign before it so that nobody needs the colour."""


SHORT: dict[Outcome, str] = {
    "barred": "✕ barred", "conflict": "≠ conflict", "conditions-unmet": "■ unmet",
    "undetermined": "? hangs", "needs-decision": "§ decide", "no-bar-found": "○ no bar",
}  # fmt: skip
"""The same signs with one word each, for tables."""


def mark(outcome: Outcome, short: bool = False) -> str:
    """An outcome as marked-up text."""
    words, style = MARKS[outcome]
    return f"[{style}]{SHORT[outcome] if short else words}[/]"


def out(value: object, as_json: bool, show: Callable[[Console], None]) -> int:
    """Print a value as JSON or for people; returns the exit status."""
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())
    else:
        show(Console(highlight=False, soft_wrap=False))
    return 0


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int, str], None]]:
    """A line on standard error that says how far a long work is; silent when not a terminal."""
    console = Console(stderr=True, highlight=False)
    with console.status(what) as status:
        yield lambda done, of, name: status.update(f"{what}: {done} of {of} {escape(name)}")


@contextmanager
def bar(what: str, of: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error for a work of so many lines; silent when not a terminal."""
    console = Console(stderr=True, highlight=False)
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    ) as shown:  # fmt: skip
        task = shown.add_task(what, total=of)
        yield lambda done: shown.update(task, completed=done)
