"""Whoever reads French meets no English but what others have written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from safeconduct.case.roles import Role
from safeconduct.desks.offices import DESKS
from safeconduct.gate.population import PopulationFile
from tests.desks import catalog
from tests.desks.sitting import Desk
from tests.desks.test_magistrate import objection
from tests.gate.conftest import Scenes
from tests.gate.story import AT_HOME, StoryHere

TEMPLATES = catalog.DESKS / "templates"
SAID = ("title", "alt", "placeholder", "aria-label")
"""Attributes that are read to people."""
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
FIXED = {"Safeconduct", "English", "Français", "SHA-256", "UTC"}
"""What is called the same in every language, or in its own."""
PAGES = 60
"""No more pages of one desk are opened."""


class _Texts(HTMLParser):
    """The texts of a page that its templates say, and its links.

    What somebody has written or is called stands in an element with a language of its own (`lang`,
    also an empty one), or in `bdi`; both are left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []

    @property
    def _apart(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Also a link's."""
        given = dict(attrs)
        apart = self._apart or tag in (
            "bdi",
            "script",
            "style",
            "pre",
            "code",
            "textarea",
            "option",
        )
        apart = apart or ("lang" in given and tag != "html")
        if not apart:
            self.texts += [given[name] or "" for name in SAID if name in given]
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag not in VOID:
            self._open.append((tag, apart))

    def handle_endtag(self, tag: str) -> None:
        """Back to what is around it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """A text."""
        if not self._apart:
            self.texts.append(data)


def _read(page: str) -> _Texts:
    found = _Texts()
    found.feed(page)
    found.texts = [said for text in found.texts if (said := " ".join(text.split()))]
    return found


def _english() -> tuple[set[str], set[str]]:
    """Texts that French says otherwise: whole ones, and parts of those that are filled in."""
    whole, parts, french = set(), set(), set()
    for message in catalog.read("fr"):
        texts = [message.id] if isinstance(message.id, str) else list(message.id)
        said = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        french |= {str(one) for one in said}
        for text in texts:
            if "%(" not in text:
                whole.add(text)
            else:
                parts |= {p.strip() for p in re.split(r"%\(\w+\)s", text) if len(p.split()) > 2}
    return {text for text in whole if text and text not in french}, parts


def _pages(desk: Desk, start: str) -> Iterator[tuple[str, str]]:
    """The pages of a desk that can be reached from its first one."""
    waiting, seen = [start], {start}
    while waiting and len(seen) <= PAGES:
        path = waiting.pop(0)
        found: Any = desk.client.get(path, headers={"Accept-Language": "fr"}, follow=True)
        if not found.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = found.content.decode()
        yield path, page
        for link in _read(page).links:
            if link.startswith(start) and "language=" not in link and link not in seen:
                seen.add(link)
                waiting.append(link)


@pytest.fixture
def story(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[StoryHere]:
    """A case in which every desk has something."""
    with scenes.copy(request, "sqlite", tmp_path / "node", objection) as made:
        made.gate.node.population = PopulationFile(AT_HOME)
        made.at("2019-09-20")
        yield made


@pytest.mark.parametrize("role", DESKS)
def test_no_page_of_a_desk_says_in_english_what_has_its_french(
    role: Role, story: StoryHere
) -> None:
    start = reverse(f"{DESKS[role].name}:home")
    whole, parts = _english()
    left = {}
    for path, page in [*_pages(Desk(role), start), *_pages(Desk(role), "/account/")]:
        assert '<html lang="fr">' in page
        texts = _read(page).texts
        found = [t for t in texts if t in whole or any(part in t for part in parts)]
        if found:
            left[path] = found
    assert left == {}


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_template_says_anything_that_cannot_be_translated(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for block in ("comment", "blocktranslate"):
        text = re.sub(rf"{{% {block}\b.*?{{% end{block} %}}", "", text, flags=re.S)
    text = re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.S)
    said = [t for t in _read(text).texts if re.search(r"[^\W\d_]{2}", t)]
    assert [t for t in said if t.strip(" –·") not in FIXED] == []
