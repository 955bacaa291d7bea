"""The cache makes things faster and never wrong."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from safeconduct.case.document import BadInput
from safeconduct.files import store, yamltext
from safeconduct.law.rulebook import Rulebook
from tests.support import CASE, book_files, rulebook, text

Count = Callable[[], int]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.delenv("SAFECONDUCT_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "safeconduct"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The small rulebook in a folder."""
    folder = tmp_path / "book"
    folder.mkdir()
    for document in book_files():
        (folder / document.name).write_text(text(document.tree), encoding="utf-8")
    return folder


@pytest.fixture
def parsed(book: Path, monkeypatch: pytest.MonkeyPatch) -> Count:
    """How many files were parsed, rather than answered from the cache."""
    seen: list[str] = []
    real = yamltext.parse

    def parse(data: bytes, shown: str) -> object:
        seen.append(shown)
        return real(data, shown)

    monkeypatch.setattr(yamltext, "parse", parse)
    return lambda: len(seen)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The small case in a file."""
    path = tmp_path / "case.yaml"
    path.write_text(text(CASE), encoding="utf-8")
    return path


def test_the_second_load_comes_from_the_cache_and_is_equal(
    cache: Path, parsed: Count, book: Path, case: Path
) -> None:
    first = store.load_rulebook(book)
    events = store.load_case(case, first)
    assert parsed() == 4
    again = store.load_rulebook(book)
    assert again == first
    assert isinstance(again, Rulebook)
    assert store.load_case(case, again) == events
    assert parsed() == 4
    assert len(list(cache.iterdir())) == 2


def test_the_shipped_rulebook_is_the_same_from_the_cache(cache: Path) -> None:
    first = store.load_rulebook()
    assert store.load_rulebook() == first


def test_one_changed_byte_is_not_answered_from_the_cache(
    cache: Path, parsed: Count, book: Path, case: Path
) -> None:
    before = store.load_rulebook(book)
    law = book / "law.yaml"
    law.write_text(law.read_text(encoding="utf-8").replace("It says so.", "It says no."), "utf-8")
    after = store.load_rulebook(book)
    assert parsed() == 6
    assert after.hash != before.hash
    assert after.norms[0].says == "It says no."
    old = store.load_case(case, after)
    case.write_text(text({**CASE, "title": "Another title"}), encoding="utf-8")
    assert store.load_case(case, after) != old


def test_a_case_is_checked_anew_under_another_rulebook(cache: Path, book: Path, case: Path) -> None:
    store.load_case(case, store.load_rulebook(book))
    words = book / "vocabulary.yaml"
    source = words.read_text(encoding="utf-8")
    words.write_text(source.replace("  lawyer:", "  attorney:"), "utf-8")
    law = book / "law.yaml"
    law.write_text(law.read_text(encoding="utf-8").replace("lawyer(", "attorney("), "utf-8")
    with pytest.raises(BadInput, match="no fact is called 'lawyer'"):
        store.load_case(case, store.load_rulebook(book))


def test_new_code_starts_a_new_cache(
    cache: Path, parsed: Count, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.load_rulebook(book)
    monkeypatch.setattr(store, "_code", lambda: "another version of the code")
    store.load_rulebook(book)
    assert parsed() == 6


def _truncated(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _other_word(data: bytes) -> bytes:
    assert b"It says so." in data
    return data.replace(b"It says so.", b"It says no.")


def _lost_end(data: bytes) -> bytes:
    return data.rpartition(b"\n")[0] + b"\n{}"


@pytest.mark.parametrize(
    "damage",
    [_truncated, _other_word, _lost_end, lambda _data: b"", lambda _data: b"\xff\xfe\n{}",
     lambda _data: b"{}", lambda data: data + b" "],
)  # fmt: skip
def test_a_damaged_cache_file_is_neither_fatal_nor_believed(
    damage: Callable[[bytes], bytes], cache: Path, parsed: Count, book: Path
) -> None:
    first = store.load_rulebook(book)
    (entry,) = cache.iterdir()
    entry.write_bytes(damage(entry.read_bytes()))
    assert store.load_rulebook(book) == first
    assert parsed() == 6
    assert store.load_rulebook(book) == first  # mended
    assert parsed() == 6


def test_a_damaged_case_in_the_cache_is_read_from_its_file_again(
    cache: Path, book: Path, case: Path
) -> None:
    loaded = store.load_rulebook(book)
    events = store.load_case(case, loaded)
    (entry,) = cache.glob("case-*")
    entry.write_bytes(entry.read_bytes().replace(b'"yes"', b'"no"'))
    assert store.load_case(case, loaded) == events


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o722])
def test_a_cache_that_others_can_write_to_is_not_used(
    mode: int, cache: Path, parsed: Count, book: Path
) -> None:
    cache.mkdir(parents=True)
    cache.chmod(mode)
    store.load_rulebook(book)
    store.load_rulebook(book)
    assert list(cache.iterdir()) == []
    assert parsed() == 6


def test_the_cache_folder_is_made_for_its_owner_alone(cache: Path, book: Path) -> None:
    store.load_rulebook(book)
    assert cache.stat().st_mode & 0o077 == 0


def test_a_cache_of_another_user_is_not_used(
    cache: Path, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.mkdir(parents=True, mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: cache.stat().st_uid + 1)
    store.load_rulebook(book)
    assert list(cache.iterdir()) == []


def test_the_cache_can_be_turned_off(
    cache: Path, parsed: Count, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAFECONDUCT_CACHE", "off")
    store.load_rulebook(book)
    store.load_rulebook(book)
    assert parsed() == 6
    assert not cache.exists()


def test_a_cache_that_cannot_be_made_is_done_without(
    cache: Path, parsed: Count, book: Path
) -> None:
    cache.parent.write_text("a file where a folder should be")
    assert store.load_rulebook(book) == store.load_rulebook(book)
    assert parsed() == 6


def test_a_case_with_mistakes_is_refused_each_time(cache: Path, case: Path) -> None:
    case.write_text(text({**CASE, "colour": "red"}), encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BadInput, match=r"case.yaml:\d+: 'colour' is not known here"):
            store.load_case(case, rulebook())


def test_a_folder_without_rules_is_refused(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no rulebook files"):
        store.load_rulebook(tmp_path)


def test_the_hash_of_a_rulebook_covers_names_and_profiles_and_not_its_tests(
    cache: Path, book: Path
) -> None:
    hashes = [store.load_rulebook(book).hash]
    (book / "tests").mkdir()
    (book / "tests" / "one.yaml").write_text("tests: []\n")
    assert store.load_rulebook(book).hash == hashes[0]
    (book / "law.yaml").rename(book / "act.yaml")
    hashes.append(store.load_rulebook(book).hash)
    (book / "profiles").mkdir()
    profile = "profile: xa\nexecuting_state: XA\nroles: {clerk: {en: clerk, fr: greffe}}\n"
    (book / "profiles" / "xa.yaml").write_text(profile)
    hashes.append(store.load_rulebook(book).hash)
    assert len(set(hashes)) == 3
    assert "xa" in store.load_rulebook(book).profiles


def test_a_case_is_found_by_path_or_by_the_name_it_ships_under(case: Path) -> None:
    assert store.find_case(str(case)) == case
    assert store.find_case("brussels-2019").name == "brussels-2019.yaml"
    assert store.find_case("no-such-case") == Path("no-such-case")
