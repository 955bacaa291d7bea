"""The demo's nodes and its story, run by a test: whole processes, with a link to every desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from safeconduct.demo.children import Children
from safeconduct.demo.people import PEOPLE, Person
from safeconduct.demo.site import Site
from safeconduct.demo.steps import RESIDENTS, Played, steps
from safeconduct.policy import links
from safeconduct.server.home import secret
from tests.desks.browser import Window


@dataclass
class Play:
    """Nodes that run, and how far the story has come."""

    site: Site
    played: Played

    def until(self, act: str) -> None:
        """Play on until this step is the next, or to the end (an empty text)."""
        while self.played.next is not None and self.played.next.act != act:
            self.played.play()

    def url(self, person: Person) -> str:
        """The address of somebody's node."""
        return f"http://localhost:{self.site[person.node].port}"

    def sit(self, window: Window, person: Person, path: str = "/") -> None:
        """Sign somebody in, at their desk or on another page of it."""
        window.url = self.url(person)
        text = links.written(
            secret(Path(self.site[person.node].folder)), person.account, person.role
        )
        window.open(f"/sign-in/rehearsal/{text}?next={path}")


@contextmanager
def playing(folder: Path) -> Iterator[Play]:
    """The four nodes on the story's first day, until the block is left."""
    children = Children()
    # Any ports: other tests run beside this one.
    site = Site(folder, steps()[0].day, RESIDENTS, children, ports={})
    try:
        site.make()
        yield Play(site, Played(site))
    finally:
        children.close()


def person(role: str, node: str = "") -> Person:
    """Somebody of the demo, by their role; the first node that has them, or a certain one."""
    return next(p for p in PEOPLE if p.role == role and (not node or p.node == node))


def walk(window: Window, most: int, look: Callable[[str], None]) -> list[str]:
    """Open every page that links lead to from where the window is, at most so many.

    Pages of one kind that differ only in ids count as one. Gives the paths that were opened.
    """
    host, start = urlsplit(window.page.url).netloc, window.page.url
    waiting, seen, opened = [start], set[str](), list[str]()
    while waiting and len(opened) < most:
        url = waiting.pop(0)
        kind = _kind(url)
        if kind in seen:
            continue
        seen.add(kind)
        path = url.partition(host)[2]
        window.open(path)
        opened.append(path)
        look(path)
        for anchor in window.page.locator("a[href]").all():
            href = urljoin(window.page.url, anchor.get_attribute("href") or "")
            found = urlsplit(href)
            if found.netloc == host and anchor.get_attribute("download") is None:
                waiting.append(found._replace(fragment="").geturl())
    return opened


def _kind(url: str) -> str:
    """An address with its ids and its query taken away."""
    found = urlsplit(url)
    return "/".join("…" if "_" in part else part for part in found.path.split("/"))
