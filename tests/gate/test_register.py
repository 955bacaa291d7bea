"""The register's own list: exact identity, epochs, files, and nobody else's rows."""

from __future__ import annotations

import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.case.document import BadInput
from safeconduct.gate import reading
from safeconduct.gate.models import Case
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


def office_events(node: Gate) -> list[tuple[str, ev.ProtectionEntered | ev.ProtectionEnded]]:
    """What the office file says of edits, with who wrote each."""
    return [
        (one.actor, one.event) for one in reading.read(reading.OFFICE)
        if isinstance(one.event, ev.ProtectionEntered | ev.ProtectionEnded)
    ] if Case.objects.filter(pk=reading.OFFICE).exists() else []  # fmt: skip


def test_each_edit_stands_in_the_record_and_names_nobody(node: Gate) -> None:
    officer = node.api("asylum-officer")
    added = {"kind": "refugee-status", "against": "KZ", "names": ["Anna Example"], "number": ANNA}
    first = officer.post("register/protections", added, 201)["id"]
    text = "- {kind: pending-claim, against: KZ, names: [Ben]}\n"
    officer.post("register/import", {"file": text * 2}, 201)
    second, third = Protection.objects.exclude(pk=first).order_by("pk").values_list("pk", flat=True)
    officer.post(
        f"register/protections/{first}/end", {"until": "2019-05-01", "reasons": "Anna left"}
    )
    told = office_events(node)
    assert [(type(event), event.register, event.entry) for _, event in told] == [
        (ev.ProtectionEntered, "asylum", str(first)),
        (ev.ProtectionEntered, "asylum", str(second)),
        (ev.ProtectionEntered, "asylum", str(third)),
        (ev.ProtectionEnded, "asylum", str(first)),
    ]
    assert {actor for actor, _ in told} == {"asylum-officer"}
    assert {event.day for _, event in told} == {"2019-05-06"}
    everything = b"".join(canonical(event) for _, event in told)
    assert not any(word in everything for word in (b"Anna", b"Ben", ANNA.encode()))


def test_an_edit_that_the_record_does_not_take_is_not_made(
    node: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, epoch = protect_anna(node), ExactCheck("asylum").epoch()
    told = office_events(node)

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left on the disk")

    monkeypatch.setattr(node.node.record, "append", full)
    with pytest.raises(OSError, match="space"):
        protections.add(node.actor("asylum-officer"), structs.replace(STATUS, number="2"))
    with pytest.raises(OSError, match="space"):
        protections.end(node.actor("asylum-officer"), made, "2019-05-01", "withdrawn")
    assert Protection.objects.get().until == ""
    assert ExactCheck("asylum").epoch() == epoch
    assert office_events(node) == told


def test_what_fails_is_not_told(node: Gate) -> None:
    with pytest.raises(protections.NoSuchEntry):
        protections.end(node.actor("asylum-officer"), 17, "2019-05-01", "withdrawn")
    assert office_events(node) == []
