"""The demo as a process of its own, and the start page as a browser meets it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import urllib3

PATIENCE = 150.0
"""Seconds until a test gives up: long, because machines are slow."""


class Demo:
    """`safeconduct demo` with its temporary files in a folder."""

    def __init__(self, folder: Path) -> None:
        """`folder`: an empty one."""
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "safeconduct", "demo", "--serve", "--no-browser"],
            stdout=subprocess.PIPE, text=True, start_new_session=True,
            env={**os.environ, "TMPDIR": str(folder)},
        )  # fmt: skip

    def until(self, words: str) -> str:
        """Read what it prints until a line has these words; gives the line."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if words in line:
                return line
        raise AssertionError(f"it ended without saying '{words}'")

    def told(self, how: signal.Signals) -> int:
        """Send it a signal and wait until it is gone; gives its exit status."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def processes(self) -> list[str]:
        """Every process that has the folder in its command line."""
        listed = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True
        )
        return [line for line in listed.stdout.splitlines() if str(self.folder) in line]

    def ends(self) -> bool:
        """Whether no process is left, after a moment at most."""
        end = time.monotonic() + PATIENCE
        while self.processes() and time.monotonic() < end:
            time.sleep(0.1)
        return not self.processes()


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """A demo that is gone when the block is left."""
    found = Demo(folder)
    try:
        yield found
    finally:
        found.process.kill()
        found.process.wait()
        assert found.process.stdout is not None
        found.process.stdout.close()


class Page(HTMLParser):
    """What a test looks for in a page: links, the values of its forms, what stands in each tag."""

    def __init__(self, text: str) -> None:
        """`text`: HTML."""
        super().__init__()
        self.links: list[str] = []
        self.values: dict[str, str] = {}
        self.classes: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        found = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(found["href"])
        if tag == "input":
            self.values[found["name"]] = found["value"]
        if tag == "li" and "class" in found:
            self.classes.append(found["class"])
        if tag in ("script", "style") or "style" in found:
            self.inline.append(tag)


class Browser:
    """Reads the start page and presses its buttons."""

    def __init__(self, url: str) -> None:
        """`url`: of the start page, with its code, as the terminal shows it."""
        self.url = url.partition("/?")[0]
        self._http = urllib3.PoolManager(retries=False, timeout=PATIENCE)
        found = self._http.request("GET", url, redirect=False)
        assert (found.status, found.headers["Location"].partition("?")[0]) == (303, "/")
        self.cookie = found.headers["Set-Cookie"].partition(";")[0]

    def ask(
        self, method: str, path: str, **more: object
    ) -> urllib3.BaseHTTPResponse:  # as a browser that does not follow
        """One request, here or at another address."""
        url = path if path.startswith("http") else self.url + path
        headers = {"Cookie": self.cookie, **more.pop("headers", {})}  # type: ignore[dict-item]
        more["headers"] = headers
        return self._http.request(method, url, redirect=False, **more)  # type: ignore[arg-type]

    def text(self, path: str = "/") -> str:
        """A page."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.data
        return answer.data.decode()

    def page(self) -> Page:
        """The start page."""
        return Page(self.text())

    def press(self, path: str, **values: str) -> None:
        """Press a button of the page as it is now."""
        fields = {**self.page().values, **values}
        answer = self.ask(
            "POST", path, fields=fields, encode_multipart=False,
            headers={"Origin": self.url, "Sec-Fetch-Site": "same-origin"},
        )  # fmt: skip
        assert answer.status == 303, answer.data


def address(line: str) -> str:
    """The address in a line."""
    found = re.search(r"http://\S+", line)
    assert found, line
    return found[0]
