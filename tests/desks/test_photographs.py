"""Photographs as telephones make them: long, sealed at once, never on a disk; longer ones not."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files import temp
from django.core.files.uploadedfile import SimpleUploadedFile

from safeconduct.desks import uploads
from safeconduct.gate import limits
from safeconduct.gate.models import Content
from safeconduct.server.bodies import LARGEST, MAX_BODY, longest
from safeconduct.server.doors import dispatch
from tests.desks.cleared import cleared, ready_to_use
from tests.desks.sitting import Desk, words
from tests.desks.test_dear_pages import OTHERS, being_made
from tests.gate.conftest import Scenes
from tests.gate.control import Control

JPEG = b"\xff\xd8\xff\xe0" + b"the house" * 10
MEGA = 1024 * 1024


@pytest.fixture
def photo(request: Any, scenes: Scenes, tmp_path: Path) -> Iterator[tuple[Control, str]]:
    """Where a photograph of a thing is put in that was taken."""
    with scenes.copy(request, "sqlite", tmp_path / "node", ready_to_use) as found:
        found.run_here()
        clearance = cleared(found)
        police = found.gate.api("police-officer")
        police.post(f"cases/{found.case}/clearances/{clearance}/use", status=201)
        version = police.get(f"cases/{found.case}/measures/{found.measure}/state")["version"]
        things = [{"title": "A photograph", "kind": "execution-record"}]
        said = police.post(
            f"cases/{found.case}/measures/{found.measure}/execution",
            {"seen": version, "hour": "06:30", "taken": things}, 201,
        )  # fmt: skip
        (item,) = said["items"]
        yield found, f"/police/photo/{found.case}/{found.measure}/{item}"


def sent(path: str, status: int, *raw: bytes, **fields: Any) -> str:
    """Send photographs, all in one form."""
    files = [SimpleUploadedFile(f"{number}.jpg", each) for number, each in enumerate(raw)]
    return words(Desk("police-officer").post(path, status, photo=files, **fields))


def test_a_telephones_photograph_is_put_in_and_lies_in_no_folder(
    photo: tuple[Control, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: Any, **__: Any) -> Any:
        raise AssertionError("nothing of it is written to a folder")

    monkeypatch.setattr(temp, "NamedTemporaryFile", none)
    raw = JPEG + b"x" * 8 * MEGA
    sent(photo[1], 303, raw, once="a")
    page = words(Desk("police-officer").get(photo[1].replace("photo", "report").rpartition("/")[0]))
    assert sha256(raw).hexdigest()[:16] in page
    assert len(Content.objects.get().sealed) > 8 * MEGA


def test_few_copies_of_it_are_held(photo: tuple[Control, str]) -> None:
    raw = JPEG + b"x" * 12 * MEGA
    path = "/".join(("/api/cases", photo[0].case, "items", photo[1].rpartition("/")[2], "content"))
    tracemalloc.start()
    photo[0].gate.api("police-officer").put(path.removeprefix("/api/"), raw, 201)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 5 * len(raw)


def test_a_longer_one_is_refused_in_words_and_not_kept(photo: tuple[Control, str]) -> None:
    page = sent(photo[1], 422, JPEG + b"x" * 20 * MEGA)
    assert "This file has 21 MB, and at most 15 MB can be put in" in page
    assert "Photographs still to be put in" in page
    assert not Content.objects.exists()


def test_of_a_form_no_more_is_held_than_of_one_photograph(
    photo: tuple[Control, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []

    class Seen(uploads.Bounded):
        def file_complete(self, file_size: int) -> Any:
            found = super().file_complete(file_size)
            file: Any = found.file
            kept.append(len(file.getvalue()))
            return found

    monkeypatch.setattr(uploads, "Bounded", Seen)
    sent(photo[1], 422, *[JPEG + b"x" * 6 * MEGA] * 4)
    assert kept[-1] == 0
    assert 6 * MEGA < sum(kept) <= limits.MOST
    kept.clear()
    # What was too long makes room for what follows.
    sent(photo[1], 422, JPEG + b"x" * 14 * MEGA, JPEG + b"x" * 14 * MEGA, JPEG + b"x" * 16 * MEGA)
    assert sum(kept) <= limits.MOST


def test_a_case_has_room_for_so_much_and_no_more(
    photo: tuple[Control, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_OF_A_CASE", 3 * MEGA)
    assert "at most 3145728 bytes together" in sent(photo[1], 413, JPEG + b"x" * 4 * MEGA, once="a")
    assert not Content.objects.exists()
    for letter in "ab":
        # In the place of the one before, which is not counted twice.
        sent(photo[1], 303, JPEG + letter.encode() * 2 * MEGA, once=letter)


def test_few_are_taken_in_at_once(photo: tuple[Control, str]) -> None:
    path = f"cases/{photo[0].case}/items/{photo[1].rpartition('/')[2]}/content"
    api = photo[0].gate.api("police-officer")
    with being_made(*OTHERS):
        assert "Try again in a minute" in sent(photo[1], 503, JPEG)
        api.put(path, JPEG, 503)
    assert not Content.objects.exists()
    sent(photo[1], 303, JPEG)


def test_the_api_takes_no_longer_one(photo: tuple[Control, str]) -> None:
    path = f"cases/{photo[0].case}/items/{photo[1].rpartition('/')[2]}/content"
    api = photo[0].gate.api("police-officer")
    api.put(path, b"x" * (limits.MOST + 1), 413)
    api.put(path, b"x" * limits.MOST, 201)


def test_bodies_are_long_only_where_items_come_in() -> None:
    photograph, content = "/police/photo/c/m/i", "/api/cases/c/items/i/content"
    assert (longest(photograph), longest(content)) == (LARGEST, limits.MOST)
    for path in ("/", "/sign-in", "/police/report/c/m", "/api/cases", f"/x{photograph}",
                 f"{content}/x", "/api/cases/c/d/items/i/content", f"{photograph}/x"):  # fmt: skip
        assert longest(path) == MAX_BODY, path

    def took(path: str, length: int) -> str:
        said: list[str] = []
        app = dispatch({}, lambda _environ, _start: [b"taken"], longest)
        environ = {"PATH_INFO": path, "CONTENT_LENGTH": str(length)}
        return said[0] if b"taken" not in app(environ, lambda s, _h: said.append(s)) else "taken"

    assert took(photograph, LARGEST) == took(content, limits.MOST) == took("/", MAX_BODY) == "taken"
    for path in (photograph, content, "/"):
        assert took(path, longest(path) + 1) == "413 Content Too Large"
