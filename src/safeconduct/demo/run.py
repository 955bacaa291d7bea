"""The demo from its beginning to its end: a folder, the nodes, the start page; nothing stays.

Ctrl-c, SIGTERM and a terminal that is closed end it at any moment, also while nodes are made: every
process is ended, then the folder is removed. Killed (signal 9), it can remove nothing: its
processes end by themselves (`leash`), and the folder stays among the computer's temporary files
until the next demo sweeps it away.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safeconduct.demo.children import Children
from safeconduct.demo.node import free
from safeconduct.demo.site import Site
from safeconduct.demo.steps import RESIDENTS, steps
from safeconduct.demo.web import StartPage

PORT = 8744
PREFIX = "safeconduct-demo-"
_LOCK = "runs"
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(*, browser: bool) -> None:
    """Run it until it is told to end. `browser`: open the start page, if there is a window for it.

    Raises `DidNotStart`, `OSError`.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    ending, children = threading.Event(), Children()
    before = {number: signal.signal(number, lambda *_: ending.set()) for number in _SIGNALS}
    try:
        with _folder() as folder:
            work = _Work(folder, children, ending, browser=browser)
            work.start()
            ending.wait()
            _say("Ending: the processes are stopped, and the folder is removed.")
            # Whatever is being made or played fails now, and the work comes to its end.
            children.close()
            work.join()
    finally:
        for number, what in before.items():
            signal.signal(number, what)
    if work.failed:
        raise work.failed


class _Work(threading.Thread):
    """Makes the nodes and shows the start page, apart from the thread that is told to end."""

    def __init__(
        self, folder: Path, children: Children, ending: threading.Event, *, browser: bool
    ) -> None:
        super().__init__(name="demo")
        self._folder, self._children, self._ending = folder, children, ending
        self._browser = browser
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            site = Site(self._folder, steps()[0].day, RESIDENTS, self._children, _say)
            site.make()
            start = StartPage(site, free(PORT))
        except Exception as error:
            if not self._ending.is_set():
                self.failed = error
                self._ending.set()
            return
        start.start()
        self.shown(start)
        self._ending.wait()
        start.stop()

    def shown(self, start: StartPage) -> None:
        """Say where it is, and open it."""
        _say(f"\nOpen {start.open_at}\nStop with ctrl-c. Then nothing of it is left.")
        if self._browser:
            # Without the code, which everybody here can read of a program: the page asks for it.
            _open(start.url)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder of its own, which is removed; what a demo left that was killed goes, too."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not _in_use(left):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_use(folder: Path) -> bool:
    """Whether a demo runs there, or whose folder it is cannot be told."""
    try:
        with (folder / _LOCK).open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False


def _open(url: str) -> None:
    """Open a page in a browser with a window; one in this terminal would take it away."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return
    if type(found) is not webbrowser.GenericBrowser:
        found.open(url)


def _say(text: str) -> None:
    print(text, flush=True)
