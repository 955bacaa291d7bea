"""The register's own list: exact identity, epochs, files, and nobody else's rows."""

from __future__ import annotations

import pytest
from msgspec import structs

from safeconduct.case.document import BadInput
from safeconduct.gate.ports import Identity
from safeconduct.register import protections
from safeconduct.register.exact import ExactCheck
from safeconduct.register.models import Protection
from tests.gate.place import Gate
from tests.gate.scene import ANNA
from tests.gate.test_screening import STATUS, protect_anna


@pytest.mark.parametrize(
    ("number", "name", "born", "exact", "answer"),
    [
        (ANNA, "somebody", "unknown", True, "refer"),
        ("800501 001/23", "somebody", "unknown", True, "refer"),
        ("", "example ÁNNA", "1980-05-01", True, "refer"),
        ("other", "Anna Example", "1980-05-01", True, "refer"),
        ("other", "Anna Example", "1980-05-02", True, "none"),
        ("", "Anna Example", "1981-01-01", True, "none"),
        ("", "Anna Example", "unknown", False, "refer"),
        ("", "Ben", "unknown", False, "too-little"),
        ("", "Ben", "1980", True, "too-little"),
    ],
)
def test_exact_identity(
    node: Gate, number: str, name: str, born: str, *, exact: bool, answer: str
) -> None:
    protect_anna(node)
    who = Identity(number, (name,), born, (), exact=exact)
    assert ExactCheck("asylum").ask(who, "KZ") == answer
    assert ExactCheck("elsewhere").ask(who, "KZ") in ("none", "too-little")


def test_what_has_ended_does_not_refer_and_each_change_is_an_epoch(node: Gate) -> None:
    check, officer = ExactCheck("asylum"), node.actor("asylum-officer")
    epochs = [check.epoch()]
    made = protect_anna(node)
    epochs.append(check.epoch())
    protections.end(officer, made, "2019-05-01", "withdrawn")
    epochs.append(check.epoch())
    assert len(set(epochs)) == 3
    ended = Protection.objects.get(pk=made)
    # Whatever day is written as its end: who wrote that, and when.
    assert (ended.ended_by, ended.ended_on) == ("asylum-officer", node.clock.day)
    assert check.ask(Identity(ANNA, ("Anna Example",), "1980-05-01"), "KZ") == "none"


def test_no_protection_ends_before_it_begins(node: Gate) -> None:
    wrong = structs.replace(STATUS, since="2019-05-01", until="2018-12-31")
    with pytest.raises(protections.BadEntry, match="not after since"):
        protections.add(node.actor("asylum-officer"), wrong)


@pytest.mark.parametrize("field", ["born", "since"])
def test_an_empty_text_is_no_day(node: Gate, field: str) -> None:
    # It would be found wherever somebody of the name is asked about, and let that fail.
    with pytest.raises(protections.BadEntry, match=f"{field}: '' is not a day"):
        protections.add(node.actor("asylum-officer"), structs.replace(STATUS, **{field: ""}))


def test_a_file_is_entered_whole_or_not_at_all(node: Gate) -> None:
    officer, check = node.actor("asylum-officer"), ExactCheck("asylum")
    good = "- {kind: refugee-status, against: KZ, names: [Anna Example], number: '1'}\n"
    before = check.epoch()
    with pytest.raises(BadInput, match="file:2"):
        protections.bring_in(officer, f"{good}- {{kind: none}}\n".encode(), "file")
    assert check.epoch() == before
    assert protections.found(officer, number="1") == []
    assert protections.bring_in(officer, (good + good).encode(), "file") == 2
    assert len(protections.found(officer, number="1")) == 1


def test_only_its_own_officers_change_a_register(node: Gate) -> None:
    made = protect_anna(node)
    node.account("other", "asylum-officer", register="elsewhere")
    ended = {"until": "2019-05-01", "reasons": "none"}
    node.api("asylum-officer", "other").post(f"register/protections/{made}/end", ended, 404)
    node.api("magistrate").get("register/persons", 403, number=ANNA)
    node.api("asylum-officer").post(f"register/protections/{made}/end", ended)
