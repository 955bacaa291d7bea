"""What takes long to make is made for few at once; whoever is refused is told to come again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from safeconduct.case.roles import Role
from safeconduct.desks.clerk import pdf
from safeconduct.gate.dear import AGAIN, ALL, EACH, Busy, BusyYourself, dear
from tests.desks.cleared import carried_out
from tests.desks.letters import ENGLISH
from tests.desks.sitting import Desk, words
from tests.desks.test_letter_files import written
from tests.gate.conftest import Scenes
from tests.gate.control import Control
from tests.gate.place import Gate

OTHERS = tuple(f"somebody-{number}" for number in range(ALL))


@pytest.fixture
def done(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[Control]:
    """A measure that was carried out, of which the client was told."""
    with scenes.copy(request, "sqlite", tmp_path / "node", carried_out) as found:
        found.run_here()
        found.gate.quorum.round()
        yield found


@contextmanager
def being_made(*accounts: str) -> Iterator[None]:
    """Something long is being made for accounts, each in a thread of its own."""
    over = threading.Event()
    begun = threading.Barrier(len(accounts) + 1, timeout=20)

    def make(account: str) -> None:
        with dear(account):
            begun.wait()
            over.wait()

    threads = [threading.Thread(target=make, args=(one,)) for one in accounts]
    for one in threads:
        one.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        for one in threads:
            one.join()


def test_few_are_made_at_once_for_one_and_for_all() -> None:
    with being_made(*["anna"] * EACH), pytest.raises(BusyYourself), dear("anna"):
        pass
    with being_made(*OTHERS), pytest.raises(Busy) as found, dear("anna"):
        pass
    assert (found.value.status, BusyYourself.status) == (503, 429)
    with being_made(*OTHERS[1:]), dear("anna"), dear("anna"), dear("anna"):
        # What is made on the way is a part of it.
        pass
    # Whatever failed has its place no longer.
    for _ in range(2 * ALL):
        with pytest.raises(ZeroDivisionError), dear("anna"):
            raise ZeroDivisionError
    with dear("anna"):
        pass


def refused(role: Role, path: str, status: int, **form: Any) -> None:
    """A page is refused for now, in words that say until when."""
    client = Desk(role).client
    found = client.post(path, form) if form else client.get(path)
    assert found.status_code == status, path
    assert found.headers["Retry-After"] == str(AGAIN)
    assert "Try again in a minute" in words(found.content.decode())


def test_dear_pages_are_refused_while_others_are_made(done: Control) -> None:
    bundle = f"/defence/bundle/{done.case}/{done.person}"
    draft = f"/magistrate/measure/{done.case}/{done.measure}/draft"
    dear_ones: tuple[tuple[Role, str], ...] = (
        ("defence", bundle), ("defence", f"{bundle}/file"), ("magistrate", draft),
        ("magistrate", f"{draft}?part=annex"),
    )  # fmt: skip
    for role, path in dear_ones:
        with being_made(*[role] * EACH):
            refused(role, path, 429)
        with being_made(*OTHERS):
            refused(role, path, 503)
            # Nothing else waits for it.
            Desk(role).get(f"/{role}/")
        Desk(role).get(path)


def test_a_letter_is_not_read_while_others_are(node: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk("clerk")
    read: list[int] = []

    def text_of(content: bytes) -> str:
        read.append(len(content))
        return ENGLISH

    monkeypatch.setattr(pdf, "text_of", text_of)
    with being_made(*["clerk"] * EACH):
        refused("clerk", "/clerk/new", 429, file=SimpleUploadedFile("a.pdf", written(ENGLISH)))
        assert read == []
        # Text takes no time.
        desk.post("/clerk/new", 200, text=ENGLISH)
    desk.post("/clerk/new", 200, file=SimpleUploadedFile("a.pdf", written(ENGLISH)))
    assert len(read) == 1


def test_the_api_says_the_same(done: Control) -> None:
    asked: tuple[tuple[Role, str], ...] = (
        ("defence", f"cases/{done.case}/persons/{done.person}/bundle"),
        ("magistrate", f"cases/{done.case}/export?reasons=for+the+court"),
    )
    for role, path in asked:
        api = done.gate.api(role)
        key = {"Authorization": f"Bearer {done.gate.keys[f'{role}/{role}']}"}
        with being_made(*OTHERS):
            found = Client().get(f"/api/{path}", headers=key)
            assert (found.status_code, found.headers["Retry-After"]) == (503, str(AGAIN))
        with being_made(*[role] * EACH):
            api.get(path, status=429)
        api.get(path)
