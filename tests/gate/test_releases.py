"""Releases of the rulebook: tested, signed by two persons, looked at, and only then in use."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from safeconduct.case import events as ev
from safeconduct.files.store import data_folder
from safeconduct.gate import books, previews, reading, releases, rulings
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused, Wrong
from safeconduct.gate.models import Measure, Release
from safeconduct.gate.reading import OFFICE
from safeconduct.policy.models import Absence, Account, Deputy
from safeconduct.policy.permissions import Denied
from safeconduct.policy.signin import actor
from tests.gate.place import Gate
from tests.gate.test_deadlines import ASKED, add, build
from tests.gate.working import work

NO_SEARCH = """\
provision: policy-no-search
title: Nothing is searched
identifier: Adopted policy, for tests
class: policy
everywhere: yes
mark: P
read: the policy is the adopting authority's own text
norms:
  - norm: policy-no-search.never
    article: point 1
    says: Nothing is searched.
    effect: forbids
    opens: none
    acts: [search]
    versions:
      - in_force: {}
"""
TEST = """\
tests:
  - name: Nothing is searched.
    norm: policy-no-search.never
    act: search
    day: 2019-10-01
    result: RESULT
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with the shipped rules, one more, and a test of that one."""
    folder = tmp_path / "a new rulebook"
    shutil.copytree(data_folder("rulebook"), folder, ignore=shutil.ignore_patterns("tests"))
    (folder / "policy-no-search.yaml").write_text(NO_SEARCH, encoding="utf-8")
    (folder / "tests").mkdir()
    test = TEST.replace("RESULT", "fires")
    (folder / "tests" / "policy-no-search.yaml").write_text(test, encoding="utf-8")
    return folder


@pytest.fixture
def release(node: Gate, source: Path) -> str:
    """A release that is in the node's folder, signed by nobody."""
    node.account("second-keeper", "rulebook-keeper")
    return releases.add(source)


def sign_twice(node: Gate, release: str) -> None:
    """A rulebook keeper and the overseer sign."""
    releases.sign(node.actor("rulebook-keeper"), release)
    releases.sign(node.actor("overseer"), release)


def test_a_release_that_two_signed_is_used_from_its_activation_on(node: Gate, release: str) -> None:
    build(node)
    work()
    before = rulings.ruling("search").outcome
    assert before != "barred"
    sign_twice(node, release)
    assert rulings.ruling("search").outcome == before
    changes = releases.activate(node.actor("overseer"), release)
    assert changes == [previews.Changed("search", before, "barred")]
    assert rulings.ruling("search").outcome == "barred"
    written = [e for e in reading.events(OFFICE) if isinstance(e, ev.RulebookActivated)]
    assert [e.changes for e in written] == [(f"search: {before} -> barred",)]
    assert node.node.rulebook().hash == release
    # Another process of the node, which has never heard of it, uses it, too.
    assert books.active(node.node.releases)().hash == release


def test_a_preview_is_made_in_the_background_and_read_afterwards(node: Gate, release: str) -> None:
    build(node)
    keeper = node.api("rulebook-keeper")
    keeper.post(f"releases/{release}/preview", {}, 202)
    before = keeper.get(f"releases/{release}/preview")
    assert (before["running"], before["changes"]) == (True, [])
    work()
    found = keeper.get(f"releases/{release}/preview")
    (change,) = found["changes"]
    assert (found["running"], found["done"], found["of"], found["problem"]) == (False, 1, 1, "")
    assert found["day"] == "2019-05-06"
    named = change["case"], change["request"], change["measure"], change["new"]
    assert named == ("bank", "letter", "search", "barred")
    sign_twice(node, release)
    # Whoever activates is told which open requests have another outcome by it.
    assert keeper.post(f"releases/{release}/activate") == [change]


def test_a_preview_that_cannot_be_made_says_so(node: Gate, release: str) -> None:
    build(node)
    keeper = node.api("rulebook-keeper")
    keeper.post(f"releases/{release}/preview", {}, 202)
    books.load.cache_clear()
    (books.folder_of(node.node.releases, release) / "policy-no-search.yaml").unlink()
    work()
    found = keeper.get(f"releases/{release}/preview")
    assert not found["running"]
    assert "were changed" in found["problem"]


def test_after_it_lists_are_looked_at_anew(node: Gate, release: str) -> None:
    build(node)
    work()
    sign_twice(node, release)
    releases.activate(node.actor("overseer"), release)
    measure = Measure.objects.get(pk="search")
    assert measure.ruled_rulebook != release
    from safeconduct.gate import outcomes  # noqa: PLC0415

    assert outcomes.look_at_all() == 1


@pytest.mark.parametrize("signers", [[], ["rulebook-keeper"], ["overseer"]])
def test_two_signatures_are_needed(node: Gate, release: str, signers: list[str]) -> None:
    for name in signers:
        releases.sign(node.actor(name), release)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="of 2 signatures"):
        releases.activate(node.actor("overseer"), release)
    assert not Release.objects.filter(active=True).exists()


def test_nobody_signs_twice_not_even_as_a_deputy(node: Gate, release: str) -> None:
    keeper = node.actor("rulebook-keeper")
    releases.sign(keeper, release)
    with pytest.raises(Forbidden, match="it takes two"):
        releases.sign(keeper, release)
    node.account("both", "overseer")
    # Their deputy counts as both persons.
    Deputy.objects.create(
        account_id="rulebook-keeper", deputy_id="both", role="rulebook-keeper",
        since=date(2019, 1, 1), confirmed_by="a test",
    )  # fmt: skip
    Absence.objects.create(account_id="rulebook-keeper", since=date(2019, 5, 1))
    account, absent = Account.objects.get(pk="both"), Account.objects.get(pk="rulebook-keeper")
    standing_in = actor(account, "rulebook-keeper", absent)
    with pytest.raises(Forbidden, match="it takes two"):
        releases.sign(standing_in, release)


def test_two_overseers_are_no_rulebook_keeper(node: Gate, release: str) -> None:
    node.account("second-overseer", "overseer")
    releases.sign(node.actor("overseer"), release)
    releases.sign(node.actor("overseer", "second-overseer"), release)
    with pytest.raises(Refused, match="no rulebook keeper"):
        releases.activate(node.actor("overseer"), release)


def test_two_rulebook_keepers_are_enough(node: Gate, release: str) -> None:
    releases.sign(node.actor("rulebook-keeper"), release)
    releases.sign(node.actor("rulebook-keeper", "second-keeper"), release)
    releases.activate(node.actor("rulebook-keeper"), release)
    with pytest.raises(Refused, match="in use already"):
        releases.activate(node.actor("rulebook-keeper"), release)


@pytest.mark.parametrize("role", ["clerk", "magistrate", "operator"])
def test_others_sign_and_activate_nothing(node: Gate, release: str, role: str) -> None:
    someone = node.actor(role)  # type: ignore[arg-type]
    for command in (releases.sign, releases.activate, releases.preview):
        with pytest.raises(Denied):
            command(someone, release)


def test_what_fails_its_own_tests_cannot_be_brought_in(node: Gate, source: Path) -> None:
    failing = TEST.replace("RESULT", "rests")
    (source / "tests" / "policy-no-search.yaml").write_text(failing, encoding="utf-8")
    with pytest.raises(Wrong, match=r"Expected rests, found fires"):
        releases.add(source)
    (source / "policy-no-search.yaml").write_text("provision: [", encoding="utf-8")
    with pytest.raises(Wrong):
        releases.add(source)
    assert not Release.objects.exists()
    assert list(node.node.releases.iterdir()) == []


def test_what_fails_its_own_tests_cannot_be_signed(node: Gate, release: str) -> None:
    tests = books.folder_of(node.node.releases, release) / "tests"
    failing = TEST.replace("RESULT", "rests")
    (tests / "policy-no-search.yaml").write_text(failing, encoding="utf-8")
    with pytest.raises(Wrong, match="found fires"):
        releases.sign(node.actor("rulebook-keeper"), release)


def test_files_that_were_changed_after_the_signatures_are_never_used(
    node: Gate, release: str
) -> None:
    sign_twice(node, release)
    books.load.cache_clear()
    file = books.folder_of(node.node.releases, release) / "policy-no-search.yaml"
    file.write_text(NO_SEARCH.replace("everywhere: yes", "jurisdiction: BE"), encoding="utf-8")
    with pytest.raises(Wrong, match="were changed"):
        releases.activate(node.actor("overseer"), release)
    Release.objects.filter(pk=release).update(active=True)
    with pytest.raises(Wrong, match="were changed"):
        node.node.rulebook()


def test_under_an_alarm_no_rulebook_changes(node: Gate, release: str) -> None:
    sign_twice(node, release)
    node.node.evidence.alarm("changed", "gate.example", "an entry was changed", {})
    with pytest.raises(Held, match="an entry was changed"):
        releases.activate(node.actor("overseer"), release)
    assert not Release.objects.filter(active=True).exists()


@pytest.mark.parametrize("node", ["sqlite"], indirect=True)
def test_a_new_node_keeps_the_rulebook_that_shipped_with_it(node: Gate) -> None:
    # Without the shipped tests, which run elsewhere and take their time.
    shipped = data_folder("rulebook")
    digest = releases.begin()
    assert node.node.rulebook().hash == digest == books.shipped().hash
    assert shipped != books.folder_of(node.node.releases, digest)
    with pytest.raises(Refused, match="in use already"):
        releases.begin()


@pytest.mark.parametrize("name", ["", "0" * 64, "../" * 10, "x"])
def test_a_release_that_is_not_there_is_named(node: Gate, name: str) -> None:
    with pytest.raises(NotFound):
        releases.sign(node.actor("overseer"), name)


def test_a_look_is_kept_and_only_what_moved_is_ruled_on_again(
    node: Gate, release: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(node)
    told: list[int] = []
    first = releases.preview(node.actor("overseer"), release, lambda n, _of, _w: told.append(n))
    assert first
    assert told == [0]
    assert previews.last(releases.release_of(release)) == first
    read: list[str] = []
    original = reading.read

    def reading_it(case: str, first: int | None = None) -> list[reading.Written]:
        read.append(case)
        return original(case, first)

    monkeypatch.setattr(reading, "read", reading_it)
    assert releases.preview(node.actor("overseer"), release) == first
    assert read == []
    add(node, ("magistrate", ASKED))
    read.clear()
    assert releases.preview(node.actor("overseer"), release) == first
    assert read == ["bank"]
