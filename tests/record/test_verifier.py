"""The verifier that stands alone: what it proves, what it refuses, and with which words."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record import entry as entries
from safeconduct.record import note, tree
from safeconduct.record.defence import Defence
from safeconduct.record.disclose import to_json
from safeconduct.record.keys import COSIGNER, LOG, PublicKey, SecretKey
from safeconduct.record.note import Proof
from safeconduct.record.profiles import profile
from tests.anyevent import any_event
from tests.record.disclosing import ORIGIN, World, key, policy_text, the_case, witnesses

FILE = Path(__file__).parents[2] / "verifier" / "verify.py"
Json = dict[str, Any]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standalone_verifier", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


verify = load()


class Files(NamedTuple):
    """A bundle for Anna's defence, with the policy and a checkpoint over five entries."""

    folder: Path
    bundle: Json
    earlier: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Files:
    world = World(tmp_path_factory.mktemp("record"))
    world.write(*the_case()[:5])
    earlier = world.checkpoint()
    world.write(*the_case()[5:])
    world.checkpoint(["oversight", "bar", "court"])
    bundle = json.loads(to_json(world.disclose(Defence("anna"), since=[5])))
    return Files(tmp_path_factory.mktemp("files"), bundle, earlier)


@pytest.fixture
def bundle(made: Files) -> Json:
    return deepcopy(made.bundle)


class Run(NamedTuple):
    status: int
    text: str


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run the verifier on a bundle (or a text), by default with the right policy."""

    def run(
        given_: Json | str | bytes, *, policy: str | None = None, earlier: tuple[str, ...] = (),
        more: tuple[str, ...] = (),
    ) -> Run:  # fmt: skip
        file = tmp_path / "file"
        raw = json.dumps(given_) if isinstance(given_, dict) else given_
        file.write_bytes(raw.encode() if isinstance(raw, str) else raw)
        arguments = [str(file), *more]
        if policy != "":
            (tmp_path / "policy.txt").write_text(policy or policy_text(), encoding="utf-8")
            arguments += ["--policy", str(tmp_path / "policy.txt")]
        for number, text in enumerate(earlier):
            (tmp_path / f"earlier{number}").write_text(text, encoding="utf-8")
            arguments += ["--earlier", str(tmp_path / f"earlier{number}")]
        capsys.readouterr()
        status = verify.main(arguments)
        return Run(status, capsys.readouterr().out)

    return run


Check = Callable[..., Run]


def b64(raw: bytes) -> str:
    return b64encode(raw).decode()


def entry_of(bundle: Json, kind: str) -> Json:
    found: Json = next(
        e for e in bundle["entries"] if e["fields"]["kind"]["parts"][0]["value"] == kind
    )
    return found


def refused(run: Run, status: int, *words: str) -> None:
    assert run.status == status, run.text
    assert run.text.startswith({1: "DOES NOT HOLD: ", 2: "CANNOT BE READ: "}[status])
    assert run.text.count("\n") == 1
    for word in words:
        assert word in run.text


# What is proved


def test_a_bundle_is_proved_in_words(bundle: Json, made: Files, check: Check) -> None:
    run = check(bundle, earlier=(made.earlier,))
    assert run.status == 0, run.text
    for words in (
        "defence, person anna",
        "Entry 0, recorded at 2026-09-21 14:13:30 UTC by its keeper's clock",
        "All of them existed at the latest at 2026-09-21 14:15:42 UTC, because by then",
        "    called: Anna A.",
        "  actor: 1 part(s) closed (its maker says: the role is shown, not who held it)",
        "whoever opens it later can only show what was recorded",
        "begins with the whole record of 5 entries that you hold",
        "cosigned by court.example at 2026-09-21 14:15:42 UTC",
        "not cosigned by standby",
        "WHAT IS NOT PROVED",
        "That what was recorded is true.",
        "That nothing else is in the record about this matter",
        "PROVED, as far as said above.",
    ):
        assert words in run.text


def test_every_profile_makes_bundles_that_are_proved(tmp_path: Path, check: Check) -> None:
    world = World(tmp_path)
    world.write(*the_case(), ev.Referred(measures=("bank",), to="register", by="magistrate"))
    with world.database.transaction():
        world.database.execute("DELETE FROM record_payload WHERE position = 3")
    world.checkpoint()
    for who in (profile("overseer"), profile("court", request="req"),
                profile("register", request="req", register="register")):  # fmt: skip
        run = check(to_json(world.disclose(who)))
        assert run.status == 0, run.text
        assert ("its content was erased" in run.text) == (who.name == "overseer")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(any_event, min_size=1, max_size=4), st.data())
def test_every_event_wholly_or_partly_opened_is_accepted(
    check: Check, events: list[ev.AnyEvent], data: st.DataObject
) -> None:
    payloads = [
        entries.payload(event, About(("req",), ("anna", "ben")), "acc", bytes([n] * 32))
        for n, event in enumerate(events)
    ]
    raws = [entries.seal_time(1000 + n, payload) for n, payload in enumerate(payloads)]
    shown = []
    for at, payload in enumerate(payloads):
        fields = {}
        for name, (salt, parts) in entries.opened(payload).items():
            fields[name] = {"salt": b64(salt), "parts": [
                {"salt": b64(own), "value": part.decode()} if data.draw(st.booleans())
                else {"commitment": b64(entries.part_commitment(own, part))}
                for own, part in parts
            ]}  # fmt: skip
        shown.append(a_shown(raws, at, fields))
    run = check(a_bundle(raws, shown))
    assert run.status == 0, run.text


def a_shown(raws: list[bytes], at: int, fields: Json) -> Json:
    hashes = hashes_of(raws)
    proof = tree.inclusion(at, len(raws), hashes)
    return {"position": at, "entry": b64(raws[at]), "inclusion": list(map(b64, proof)),
            "fields": fields}  # fmt: skip


def hashes_of(raws: list[bytes]) -> tree.Hashes:
    def hashes(asked: Any) -> list[bytes]:
        return [tree.root_of(map(tree.leaf_hash, raws[i << level : (i + 1) << level]))
                for level, i in asked]  # fmt: skip

    return hashes


def a_checkpoint(
    raws: list[bytes], time: int = 1000, by: tuple[str, ...] = ("oversight", "bar"),
    origin: str = ORIGIN,
) -> note.SignedCheckpoint:  # fmt: skip
    root = tree.root_of(map(tree.leaf_hash, raws))
    state = note.Checkpoint(origin, len(raws), root)
    signatures = [note.sign(state, key(origin))]
    signatures += [note.sign(state, witnesses()[label], time) for label in by]
    return note.SignedCheckpoint(state, tuple(signatures))


def a_bundle(raws: list[bytes], shown: list[Json], **more: Any) -> Json:
    return {
        "format": "safeconduct-disclosure/1", "made": "2026-11-23T18:40:02Z", "for": {},
        "origin": ORIGIN, "checkpoint": str(a_checkpoint(raws)), "earlier": [],
        "entries": shown, **more,
    }  # fmt: skip


def an_entry(parts: dict[str, list[str]], time: int = 1000) -> tuple[bytes, Json]:
    """An entry that commits to any parts at all, and all of them opened."""
    joined, fields = b"", {}
    for name in entries.FIELDS:
        values = parts.get(name, [])
        commitment = bytes(16)
        for value in values:
            commitment += entries.part_commitment(bytes(16), value.encode())
        joined += hashlib.sha256(b"safeconduct/1 " + name.encode() + b"\n" + commitment).digest()
        if values:
            parts_ = [{"salt": b64(bytes(16)), "value": value} for value in values]
            fields[name] = {"salt": b64(bytes(16)), "parts": parts_}
    return b"SCE1" + time.to_bytes(8, "big") + joined, fields


def of_entries(*made_: tuple[bytes, Json]) -> Json:
    raws = [raw for raw, _ in made_]
    return a_bundle(raws, [a_shown(raws, n, fields) for n, (_, fields) in enumerate(made_)])


NOTED = ['"event":"noted"', '"title":"A"']


def test_an_entry_made_by_hand_is_accepted(check: Check) -> None:
    """So that what the next tests change is what is refused."""
    assert (
        check(of_entries(an_entry({"kind": ["noted"], "actor": ["", ""], "content": NOTED}))).status
        == 0
    )


# Forged entries


def a_part(bundle: Json, kind: str = "measure-planned", field: str = "content") -> Json:
    part: Json = next(p for p in entry_of(bundle, kind)["fields"][field]["parts"] if "value" in p)
    return part


def change_value(bundle: Json) -> None:
    a_part(bundle)["value"] = '"acting":"clerk"'


def change_salt(bundle: Json) -> None:
    a_part(bundle)["salt"] = b64(bytes(16))


def change_field_salt(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["fields"]["content"]["salt"] = b64(bytes(16))


def change_closed(bundle: Json) -> None:
    parts = entry_of(bundle, "measure-planned")["fields"]["content"]["parts"]
    next(p for p in parts if "commitment" in p)["commitment"] = b64(bytes(32))


def swap_parts(bundle: Json) -> None:
    parts = entry_of(bundle, "measure-planned")["fields"]["content"]["parts"]
    parts[0], parts[1] = parts[1], parts[0]


def drop_part(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["fields"]["content"]["parts"].pop()


def change_person(bundle: Json) -> None:
    a_part(bundle, field="person")["value"] = "ben"


def change_field_name(bundle: Json) -> None:
    fields = entry_of(bundle, "measure-planned")["fields"]
    fields["request"], fields["person"] = fields["person"], fields["request"]


def borrow_proof(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["inclusion"] = bundle["entries"][0]["inclusion"]


def shorten_proof(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["inclusion"].pop()


def lengthen_proof(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["inclusion"].append(b64(bytes(32)))


def change_time(bundle: Json) -> None:
    one = entry_of(bundle, "measure-planned")
    raw = bytearray(b64decode(one["entry"]))
    raw[11] ^= 1
    one["entry"] = b64(bytes(raw))


def erase_and_tell(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["erased"] = True


def withhold_what_is_open(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["withheld"][-1]["parts"] = [0]


def withhold_less(bundle: Json) -> None:
    entry_of(bundle, "measure-planned")["withheld"][-1]["parts"].pop()


@pytest.mark.parametrize(
    "forge",
    [change_value, change_salt, change_field_salt, change_closed, swap_parts, drop_part,
     change_person, change_field_name, borrow_proof, shorten_proof, lengthen_proof, change_time,
     erase_and_tell, withhold_what_is_open, withhold_less],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_a_forged_entry_is_refused_by_its_number(
    bundle: Json, check: Check, forge: Callable[[Json], None]
) -> None:
    forge(bundle)
    refused(check(bundle), 1, "entry 3: ")


def test_an_entry_moved_to_another_place_is_refused(bundle: Json, check: Check) -> None:
    one = entry_of(bundle, "measure-planned")
    one["position"] = 6
    bundle["entries"].remove(one)
    bundle["entries"].insert(3, one)
    refused(check(bundle), 1, "entry 6: ")


@pytest.mark.parametrize("position", [-1, 14, 2**70])
def test_a_place_outside_the_record_is_refused(bundle: Json, check: Check, position: int) -> None:
    bundle["entries"] = [{**bundle["entries"][-1], "position": position}]
    refused(check(bundle), 1, f"entry {position}: ", "covers 14 entries")


def test_entries_out_of_order_or_twice_are_refused(bundle: Json, check: Check) -> None:
    bundle["entries"].insert(1, deepcopy(bundle["entries"][0]))
    refused(check(bundle), 1, "entry 0: ", "twice")
    del bundle["entries"][1]
    bundle["entries"].reverse()
    refused(check(bundle), 1, "in the order of the record")


def test_an_entry_of_another_log_is_refused(bundle: Json, check: Check, tmp_path: Path) -> None:
    world = World(tmp_path, "other.example/record")
    world.write(*the_case())
    world.log.keep_checkpoint(a_checkpoint([raw for _, raw in world.log.entries()]))
    size = world.log.size()
    raw = world.log.entry(3)
    assert raw
    stolen = deepcopy(bundle["entries"][2])
    stolen["entry"] = b64(raw)
    stolen["inclusion"] = list(map(b64, world.log.inclusion(3, size)))
    bundle["entries"][2] = stolen
    refused(check(bundle), 1, "entry 3: ", "does not hold these bytes")


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"content": ['"event":"noted"', '"title": "A"']}, "not in the form"),
        ({"content": ['"event":"noted","title":"A"']}, "not in the form"),
        ({"content": ['"event":"noted"', '"title":7']}, "not in the form"),
        ({"content": ['"event":"noted"', '"title":["A",null]']}, "not in the form"),
        ({"content": ['"event":"noted"', '"title":"\\u0041"']}, "not in the form"),
        ({"content": ['"title":"A"', '"event":"noted"']}, "not in order"),
        ({"content": ['"event":"noted"', '"title":"A"', '"title":"A"']}, "not in order"),
        ({"kind": ["noted", "noted"]}, "does not have 1 part"),
        ({"actor": ["clerk"]}, "does not have 2 part"),
        ({"kind": ["screened"], "content": NOTED}, "'event' is 'noted', but it is recorded as"),
        ({"actor": ["clerk", ""], "content": NOTED}, "'by' is '', but it is recorded as 'clerk'"),
        ({"actor": ["clerk", ""], "content": ['"by":"court"', *NOTED]}, "'by' is 'court'"),
    ],
)
def test_what_was_recorded_wrongly_or_ambiguously_is_refused(
    check: Check, parts: dict[str, list[str]], says: str
) -> None:
    refused(check(of_entries(an_entry({}), an_entry(parts))), 1, "entry 1: ", says)


# Times


def test_an_entry_from_after_its_own_cosignature_is_refused(check: Check) -> None:
    assert check(of_entries(an_entry({}, 1300))).status == 0
    refused(check(of_entries(an_entry({}, 1301))), 1, "entry 0: ", "already cosigned it")


def test_an_entry_that_is_older_than_the_one_before_is_refused(check: Check) -> None:
    refused(check(of_entries(an_entry({}, 1000), an_entry({}, 999))), 1, "entry 1: ", "in front")


def backdated(time: int) -> tuple[Json, str]:
    made_ = [an_entry({}, 100), an_entry({}, 100), an_entry({}, time)]
    raws = [raw for raw, _ in made_]
    earlier = str(a_checkpoint(raws[:2], 900, ("oversight",)))
    proof = list(map(b64, tree.consistency(2, 3, hashes_of(raws))))
    growth = [{"checkpoint": earlier, "consistency": proof}]
    return {**of_entries(*made_), "earlier": growth}, earlier


def test_a_backdated_entry_is_refused(check: Check) -> None:
    honest, earlier = backdated(600)
    assert check(honest, earlier=(earlier,)).status == 0
    forged, earlier = backdated(599)
    refused(check(forged), 1, "entry 2: ", "backdated", "00:15:00")


def test_times_beyond_all_calendars_are_shown_as_numbers(check: Check) -> None:
    made_ = an_entry({}, 2**63)
    bundle = of_entries(made_)
    bundle["checkpoint"] = str(a_checkpoint([made_[0]], 2**63))
    run = check(bundle)
    assert run.status == 0
    assert f"second {2**63} since 1970" in run.text


# Checkpoints, cosignatures and keys


def resigned(bundle: Json, change: Callable[[list[str]], list[str]]) -> Json:
    text, _, below = bundle["checkpoint"].partition("\n\n")
    lines = change(below.splitlines(keepends=True))
    return {**bundle, "checkpoint": text + "\n\n" + "".join(lines)}


def without(*names: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line for line in lines if not any(name in line for name in names)]


def test_dropped_cosignatures_are_missed(bundle: Json, check: Check) -> None:
    run = check(resigned(bundle, without("bar.example")))
    assert run.status == 0
    assert "not cosigned by bar" in run.text
    both = resigned(bundle, without("bar.example", "court.example"))
    refused(check(both), 1, "cosigned by oversight.example: not enough", "'both'")
    nobody = resigned(bundle, without("bar.", "court.", "oversight."))
    refused(check(nobody), 1, "cosigned by nobody: not enough")
    refused(check(resigned(bundle, without(ORIGIN))), 1, f"the log {ORIGIN} has not signed")


@pytest.mark.parametrize("name", ["bar.example", "oversight.example", ORIGIN])
@pytest.mark.parametrize("byte", [4, 20, -1])
def test_forged_signatures_are_refused(bundle: Json, check: Check, name: str, byte: int) -> None:
    def forge(lines: list[str]) -> list[str]:
        changed = []
        for line in lines:
            dash, whose, encoded = line.split()
            raw = bytearray(b64decode(encoded))
            if whose == name:
                raw[byte] ^= 1
            changed.append(f"{dash} {whose} {b64(bytes(raw))}\n")
        return changed

    refused(check(resigned(bundle, forge)), 1, f"in the name of {name} is forged")


@pytest.mark.parametrize("name", ["bar.example", "oversight.example", ORIGIN])
def test_a_signature_cut_short_is_refused(bundle: Json, check: Check, name: str) -> None:
    def cut(lines: list[str]) -> list[str]:
        parts = [line.split() for line in lines]
        return [f"{d} {w} {b64(b64decode(e)[: 9 if w == name else None])}\n" for d, w, e in parts]

    refused(check(resigned(bundle, cut)), 1, f"in the name of {name} is forged")


def test_a_stranger_counts_for_nothing(bundle: Json, check: Check) -> None:
    signed = note.read(bundle["checkpoint"])
    names = {"bar.example": COSIGNER, "stranger.example": COSIGNER, ORIGIN: LOG}
    strangers = [SecretKey.new(name, type_) for name, type_ in names.items()]
    lines = [note.sign(signed.checkpoint, one, 1_790_000_200).line() for one in strangers]
    more = resigned(bundle, lambda known: known + lines[:2])
    run = check(more)
    assert run.status == 0
    assert "a signature of stranger.example, whom the policy does not name" in run.text
    alone = resigned(bundle, lambda known: without("bar.", "court.")(known) + lines[:2])
    refused(check(alone), 1, "not enough")
    swapped = resigned(bundle, lambda known: without(ORIGIN)(known) + lines[2:])
    refused(check(swapped), 1, f"the log {ORIGIN} has not signed")


def test_a_name_too_long_for_the_signed_form_is_no_stack_trace(bundle: Json, check: Check) -> None:
    long = {
        **resigned(bundle, lambda lines: [x for x in lines if "bar." in x]),
        "origin": "g" * 300,
    }
    long["checkpoint"] = long["checkpoint"].replace(ORIGIN, "g" * 300)
    refused(check(long), 1, "in the name of bar.example is forged")


def test_keys_that_the_bundle_brings_along_are_refused(bundle: Json, check: Check) -> None:
    refused(check({**bundle, "policy": policy_text()}), 2, "a member 'policy'")


def test_a_checkpoint_of_another_log_is_refused(bundle: Json, check: Check) -> None:
    raws = [b64decode(e["entry"]) for e in bundle["entries"]]
    other = a_checkpoint(raws, origin="other.example/record")
    refused(check({**bundle, "checkpoint": str(other)}), 1, "but its checkpoint of other.example")
    posing = {**bundle, "origin": "other.example/record", "checkpoint": str(other), "earlier": []}
    refused(check(posing), 1, "has not signed with a key in the policy")


def test_a_known_log_cannot_sign_for_another(check: Check) -> None:
    """Of two logs in the policy, each speaks for itself only."""
    raw, fields = an_entry({})
    state = a_checkpoint([raw], origin="other.example/record").checkpoint
    by_us = note.Signature(ORIGIN, key(ORIGIN).public.id, key(ORIGIN).sign(state.tree()))
    lines = [by_us, *(note.sign(state, witnesses()[w], 1000) for w in ("oversight", "bar"))]
    bundle = a_bundle([raw], [a_shown([raw], 0, fields)], origin="other.example/record")
    bundle["checkpoint"] = str(note.SignedCheckpoint(state, tuple(lines)))
    both = policy_text() + f"log {key('other.example/record').public}\n"
    refused(check(bundle, policy=both), 1, "the log other.example/record has not signed")


def test_another_root_under_the_same_signatures_is_refused(bundle: Json, check: Check) -> None:
    lines = bundle["checkpoint"].split("\n")
    lines[2] = b64(bytes(32))
    refused(check({**bundle, "checkpoint": "\n".join(lines), "earlier": []}), 1, "is forged")


def test_the_first_of_a_cosigners_times_counts(check: Check) -> None:
    raw, fields = an_entry({}, 1400)
    signed = a_checkpoint([raw]).with_signatures(
        [note.sign(a_checkpoint([raw]).checkpoint, witnesses()["bar"], 2000)]
    )
    bundle = {**a_bundle([raw], [a_shown([raw], 0, fields)]), "checkpoint": str(signed)}
    refused(check(bundle), 1, "entry 0: ", "already cosigned it")


def test_without_a_policy_it_says_that_nothing_is_proved(bundle: Json, check: Check) -> None:
    run = check(bundle, policy="")
    assert run.status == 1
    assert "NOTHING IS PROVED about who signed" in run.text
    assert "NOT PROVED: no policy given." in run.text
    change_value(bundle)
    refused(check(bundle, policy=""), 1, "entry 3: ")


# Checkpoints that the reader holds


def test_a_checkpoint_without_a_proof_since_is_not_passed_over(
    bundle: Json, made: Files, check: Check
) -> None:
    bundle["earlier"] = []
    refused(check(bundle, earlier=(made.earlier,)), 1, "your checkpoint over 5 entries", "ask for")


@pytest.mark.parametrize("size", [5, 14])
def test_a_split_view_is_found(bundle: Json, check: Check, size: int) -> None:
    mine = str(a_checkpoint([bytes([n]) for n in range(size)]))
    words = f"two different records of {size} entries", "keep both files"
    refused(check(bundle, earlier=(mine,)), 1, *words)


def test_the_same_checkpoint_again_is_fine(bundle: Json, check: Check) -> None:
    assert check(bundle, earlier=(bundle["checkpoint"],)).status == 0


def test_a_record_that_shrank_is_found(bundle: Json, check: Check) -> None:
    mine = str(a_checkpoint([bytes([n]) for n in range(20)]))
    refused(check(bundle, earlier=(mine,)), 1, "has more entries (20) than what is checked (14)")


def test_a_checkpoint_of_another_log_is_no_measure(bundle: Json, check: Check) -> None:
    mine = str(a_checkpoint([b"a"], origin="other.example/record"))
    refused(check(bundle, earlier=(mine,)), 1, "two different logs")


def test_an_earlier_checkpoint_that_the_log_did_not_sign_is_refused(
    bundle: Json, check: Check
) -> None:
    signed = note.read(bundle["earlier"][0]["checkpoint"])
    forged = note.SignedCheckpoint(signed.checkpoint, signed.signatures[1:])
    refused(check(bundle, earlier=(str(forged),)), 1, "an earlier checkpoint: the log")


def test_a_forged_proof_of_growth_is_refused(bundle: Json, made: Files, check: Check) -> None:
    steps = bundle["earlier"][0]["consistency"]
    for forged in (steps[:-1], [*steps, steps[0]], [b64(bytes(32)), *steps[1:]], [], steps[::-1]):
        bundle["earlier"][0]["consistency"] = forged
        refused(check(bundle), 1, "the checkpoint over 5 entries in the bundle", "only grew")


@pytest.mark.parametrize(("old", "new"), [(0, 3), (1, 2), (3, 7), (4, 8), (6, 6), (7, 13), (8, 9)])
def test_two_checkpoints_against_each_other(
    check: Check, tmp_path: Path, old: int, new: int
) -> None:
    def growth(one: str, other: str, steps: str) -> Run:
        (tmp_path / "steps").write_text(steps, encoding="utf-8")
        return check(one, earlier=(other,), more=("--consistency", str(tmp_path / "steps")))

    raws = [bytes([n]) for n in range(new)]
    steps = "\n".join(map(b64, tree.consistency(old, new, hashes_of(raws))))
    newer, older = str(a_checkpoint(raws)), str(a_checkpoint(raws[:old]))
    for one, other in ((newer, older), (older, newer)):
        run = growth(one, other, steps)
        assert run.status == 0, run.text
        assert f"with {new} entries begins with the whole record with {old} entries" in run.text
    if 0 < old < new:
        refused(growth(newer, older, ""), 1, "only grew")
        forked = str(a_checkpoint([b"x", *raws[1:old]]))
        refused(growth(newer, forked, steps), 1, "only grew")
    if old == 0:
        odd = note.Checkpoint(ORIGIN, 0, bytes(32))
        signed = note.SignedCheckpoint(odd, (note.sign(odd, key(ORIGIN)),))
        refused(growth(newer, str(signed), steps), 1, "only grew")
        refused(growth(newer, older, b64(bytes(32))), 1, "only grew")


def test_a_checkpoint_is_not_compared_with_one_that_the_log_did_not_sign(check: Check) -> None:
    signed = a_checkpoint([b"a"])
    unsigned = note.SignedCheckpoint(signed.checkpoint, signed.signatures[1:])
    refused(
        check(str(signed), earlier=(str(unsigned),)), 1, "over 1 entries: the log", "not signed"
    )


# Proofs of one entry


@pytest.fixture
def proof(tmp_path: Path) -> tuple[str, Path]:
    raws = [an_entry({"kind": [str(n)]})[0] for n in range(5)]
    text = str(Proof(3, tuple(tree.inclusion(3, 5, hashes_of(raws))), a_checkpoint(raws), b"more"))
    (tmp_path / "entry").write_bytes(raws[3])
    return text, tmp_path / "entry"


def test_a_proof_of_an_entry_is_proved(check: Check, proof: tuple[str, Path]) -> None:
    text, entry = proof
    run = check(text, more=("--entry", str(entry)))
    assert run.status == 0, run.text
    assert "Entry 3, recorded at 1970-01-01 00:16:40 UTC" in run.text
    refused(check(text), 2, "--entry")
    refused(check(text.replace("index 3", "index 2"), more=("--entry", str(entry))), 1, "entry 2: ")
    refused(check(text.replace("index 3", "index 5"), more=("--entry", str(entry))), 1, "entry 5: ")
    refused(check(text.replace("@v1", "@v1.1"), more=("--entry", str(entry))), 2, "begins with")
    for bad in ("index 03", "index -3", "index", "indox 3"):
        refused(check(text.replace("index 3", bad), more=("--entry", str(entry))), 2)
    raw = entry.read_bytes()
    entry.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
    refused(check(text, more=("--entry", str(entry))), 1, "entry 3: ")
    for bad_entry in (raw[:-1], b"SCE2" + raw[4:], b""):
        entry.write_bytes(bad_entry)
        refused(check(text, more=("--entry", str(entry))), 2, "begins with SCE1")
    entry.write_bytes(b"SCE1" + (1301).to_bytes(8, "big") + raw[12:])
    refused(check(text, more=("--entry", str(entry))), 1, "entry 3: ")


def test_a_proof_needs_the_quorum_and_an_honest_time(check: Check, tmp_path: Path) -> None:
    late = an_entry({}, 1301)[0]
    (tmp_path / "late").write_bytes(late)
    more = ("--entry", str(tmp_path / "late"))
    refused(check(str(Proof(0, (), a_checkpoint([late]))), more=more), 1, "entry 0: ", "cosigned")
    few = a_checkpoint([late], by=("bar",))
    refused(check(str(Proof(0, (), few)), more=more), 1, "not enough")
    refused(check(str(few)), 1, "not enough")


# Policies


def a_key(name: str, type_: int, size: int = 32) -> str:
    """The line of a key that nobody can use, with the right id."""
    return str(PublicKey(name, type_, bytes(size)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.replace("quorum both\n", ""), "no line 'quorum NAME'"),
        (lambda t: t + "quorum bench\n", "line 10 of the policy"),
        (lambda t: t.replace("quorum both", "quorum nobody"), "line 9"),
        (lambda t: "\n".join(t.split("\n")[1:]), "names no log"),
        (lambda t: t.replace("any bar court", "3 bar court"), "cannot need 3 of 2"),
        (lambda t: t.replace("any bar court", "0 bar court"), "cannot need 0 of 2"),
        (lambda t: t.replace("any bar court", "some bar court"), "how many are needed"),
        (lambda t: t.replace("any bar court", "any bar bar"), "each name once"),
        (lambda t: t.replace("any bar court", "any bar oversight"), "each name once"),
        (lambda t: t.replace("any bar court", "any bar both"), "what stands above it"),
        (lambda t: t.replace("witness bar", "witness court"), "line 5"),
        (lambda t: t.replace("group bench", "group bar"), "line 7"),
        (lambda t: t.replace("witness bar ", "witness none "), "line 4"),
        (lambda t: t.replace("group bench ", "group none "), "line 7"),
        (lambda t: t.replace("witness bar", "guest bar"), "line 4"),
        (lambda t: t.replace("bar.example+", "bar.xample+"), "does not fit its id"),
        (lambda t: t.replace("bar.example+", "+"), "is no key"),
        (lambda t: t.replace("\n", " one two\n", 1), "line 1"),
        (lambda t: t.replace("\n", " one two\n", 2), "line 1"),
        (lambda t: t.replace("\ngroup", " one two\ngroup", 1), "line 5"),
        (lambda t: t + f"witness again {witnesses()['bar'].public}\n", "stands there twice"),
        (lambda t: t + f"witness log {key(ORIGIN).public}\n", "a log's"),
        (lambda t: t + f"log {witnesses()['court'].public}\n", "a witness's, not a log's"),
        (lambda t: t + f"log {key('bar.example').public}\n", "bar.example be its own witness"),
        (lambda t: t.replace("log gate", f"log {witnesses()['bar'].public}\nlog gate"),
         "bar.example be its own witness"),
        (lambda t: t.replace("log ", "log one+two "), "is no key"),
        (lambda t: t + "log one\n", "line 10 of the policy: 'one' is no key"),
        (lambda t: t + f"log {a_key('one', 2)}\n", "of an unknown type, or not whole"),
        (lambda t: t + f"log {a_key('one', 1, 31)}\n", "of an unknown type, or not whole"),
        (lambda t: t + f"log {PublicKey('one', 6, witnesses()['bar'].public.raw)}\n",
         "bar.example be its own witness"),
        (lambda t: t.replace("log gate.example/record+", "log gate.example/record+zz+"), "base64"),
        (lambda t: t[: t.index("\n") - 20] + t[t.index("\n") :], "line 1"),
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_used_is_named_by_its_line(
    bundle: Json, check: Check, change: Callable[[str], str], says: str
) -> None:
    assert change(policy_text()) != policy_text()
    refused(check(bundle, policy=change(policy_text())), 2, says)


def test_a_policy_that_asks_for_nobody_proves_nothing(bundle: Json, check: Check) -> None:
    nobody = policy_text().replace("quorum both", "quorum none")
    refused(check(bundle, policy=nobody), 1, "not enough")


def test_comments_spaces_and_windows_line_ends_do_not_matter(bundle: Json, check: Check) -> None:
    text = "# As published.\r\n\r\n" + policy_text().replace(" ", "\t ").replace("\n", "\r\n")
    assert check(bundle, policy=text).status == 0


# Whatever cannot be read


def spoil(path: str, value: Any) -> Callable[[Json], Json]:
    """Set a member, deep down, or take it away."""

    def change(bundle: Json) -> Json:
        *way, last = [int(s) if s.lstrip("-").isdigit() else s for s in path.split(".")]
        place: Any = bundle
        for step in way:
            place = place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
        return bundle

    return change


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "safeconduct-disclosure/2"), ("format", None), ("more", "x"), ("for", []),
        ("for.person", 7), ("made", 7), ("origin", None), ("entries", {}), ("earlier", "x"),
        ("entries.0", []), ("entries.0", 7), ("entries.0.position", True),
        ("entries.0.position", "0"), ("entries.0.position", None), ("entries.0.entry", "AAAA"),
        ("entries.0.entry", b64(b"SCE2" + bytes(168))),
        ("entries.0.entry", b64(b"SCE1" + bytes(169))),
        ("entries.0.inclusion", [b64(bytes(31))]), ("entries.0.inclusion", [7]),
        ("entries.0.inclusion", [b64(bytes(32))] * 65), ("entries.0.inclusion", "x"),
        ("entries.0.more", "x"), ("entries.0.erased", 1), ("entries.0.requests", [7]),
        ("entries.0.withheld", [7]), ("entries.0.withheld", [{}]),
        ("entries.0.withheld.0.parts", "x"), ("entries.0.fields.other", {"salt": "", "parts": []}),
        ("entries.0.fields.kind", []), ("entries.0.fields.kind.salt", "AAAA"),
        ("entries.0.fields.kind.parts.0", []), ("entries.0.fields.kind.parts.0", {}),
        ("entries.0.fields.kind.parts.0.commitment", b64(bytes(32))),
        ("entries.0.fields.kind.parts.0.more", "x"),
        ("entries.0.fields.kind.parts.0", {"commitment": b64(bytes(31))}),
        ("entries.0.fields.kind.parts.0.salt", b64(bytes(15))),
        ("entries.0.fields.kind.parts.0.salt", b64(bytes(16)).replace("==", "=")),
        ("entries.0.fields.kind.parts.0.salt", "AAAAAAAAAAAAAAAAAAAAAB=="),
        ("entries.0.fields.kind.parts.0.value", "\ud800"),
        ("earlier.0", []), ("earlier.0.consistency", None), ("earlier.0.checkpoint", "x"),
        ("checkpoint", ""), ("checkpoint", "a\n1\n" + b64(bytes(32)) + "\n"),
        ("checkpoint", "a\nb\n\n— a AAAAAAAA\n"), ("checkpoint", "a\n1\n\n— a AAAAAAAA\n"),
    ],
)  # fmt: skip
def test_a_bundle_that_is_not_in_the_format_is_unreadable(
    bundle: Json, check: Check, path: str, value: Any
) -> None:
    refused(check(spoil(path, value)(bundle)), 2)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("\n14\n", "\n014\n"), lambda t: t.replace("\n14\n", "\n-14\n"),
        lambda t: t.replace("\n14\n", f"\n{2**63}\n"),
        lambda t: t.replace("\n14\n", "\n\uff11\uff14\n"),
        lambda t: t[:-1], lambda t: t + "x", lambda t: t.replace("— bar", "- bar"),
        lambda t: t.replace("\n14\n", "\n\n"), lambda t: t.replace("gate.", "gate\r."),
        lambda t: t + "— a AAAAAAAA\n" * 62, lambda t: t + "— a AAAA\n",
        lambda t: t + "— a+b AAAAAAAA\n", lambda t: t.replace("\n14\n", "\n14\nAAAA\n"),
        lambda t: t + "— a AAAAAAA\n", lambda t: t + "\n" + t.split("\n")[-2] + "\n",
        lambda t: t.replace("gate", "ga\ud800te"),
    ],
)  # fmt: skip
def test_a_note_that_is_not_in_the_format_is_unreadable(
    bundle: Json, check: Check, change: Callable[[str], str]
) -> None:
    assert change(bundle["checkpoint"]) != bundle["checkpoint"]
    refused(check({**bundle, "checkpoint": change(bundle["checkpoint"])}), 2)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\xff\xfe", b"{", b"[]", b"[" * 100_000, b'{"a":' * 100_000, b"nothing\n\n", b"{}",
     b'{"format":1e999}', b"c2sp.org/tlog-proof@v1", b'{"a":"a","a":"a"}', b"\x00" * 50],
)  # fmt: skip
def test_any_other_file_is_unreadable(check: Check, raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "any").write_bytes(b"any")
    refused(check(raw), 2)
    refused(check(raw, more=("--entry", str(tmp_path / "any"))), 2)


def test_a_member_that_stands_twice_is_unreadable(bundle: Json, check: Check) -> None:
    text = json.dumps(bundle).replace('"made":', '"origin": "other", "made":')
    refused(check(text), 2, "twice")


def test_truncated_bundles_are_unreadable(bundle: Json, check: Check) -> None:
    text = json.dumps(bundle)
    for length in range(0, len(text), len(text) // 25):
        refused(check(text[:length]), 2)


def test_a_file_that_is_not_there_is_named(check: Check, bundle: Json, tmp_path: Path) -> None:
    refused(check(bundle, more=("--earlier", str(tmp_path / "gone"))), 2, "gone: No such file")
    refused(check(bundle, more=("--earlier", str(tmp_path))), 2, "directory")


def strictly(arguments: list[str]) -> None:
    """Check without the last net: only the two refusals of the verifier's own may come out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "print", lambda *_: None, raising=False)
        assert verify.main(arguments) in (0, 1, 2)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_input_ends_in_a_stack_trace(made: Files, data: st.DataObject, tmp_path: Path) -> None:
    text = json.dumps(made.bundle).encode()
    raw = bytearray(
        data.draw(st.sampled_from([text, made.earlier.encode(), policy_text().encode()]))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(len(raw), start + 40)))
        raw[start:end] = data.draw(st.binary(max_size=8))
    file = tmp_path / "fuzzed"
    file.write_bytes(bytes(raw))
    (tmp_path / "bundle").write_bytes(text)
    (tmp_path / "policy").write_text(policy_text(), encoding="utf-8")
    strictly([str(file), "--policy", str(tmp_path / "policy"), "--entry", str(file)])
    strictly([str(tmp_path / "bundle"), "--policy", str(file), "--earlier", str(file)])


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_json_in_any_place_ends_in_a_stack_trace(
    made: Files, data: st.DataObject, tmp_path: Path
) -> None:
    bundle = deepcopy(made.bundle)
    place: Any = bundle
    while True:
        key_ = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        if not place[key_] or not isinstance(place[key_], dict | list) or data.draw(st.booleans()):
            break
        place = place[key_]
    place[key_] = data.draw(JSONS)
    (tmp_path / "policy").write_text(policy_text(), encoding="utf-8")
    (tmp_path / "fuzzed").write_text(json.dumps(bundle), encoding="utf-8")
    strictly([str(tmp_path / "fuzzed"), "--policy", str(tmp_path / "policy")])


# What is shown


def test_no_text_of_a_bundle_commands_the_screen(check: Check) -> None:
    evil = '"title":"\u200b\u202e"'
    run = check(of_entries(an_entry({"content": ['"event":"noted"', evil]})))
    assert run.status == 0, run.text
    assert "\u202e" not in run.text
    assert "\\u{202e}" in run.text
    bundle = of_entries(an_entry({}))
    run = check({**bundle, "for": {"profile": "\x1b[2J\nPROVED"}})
    assert "\x1b" not in run.text
    assert "\nPROVED\n" not in run.text


def test_no_blanks_push_a_text_to_where_a_line_of_the_report_begins(check: Check) -> None:
    blanks = " " * 60 + "\u2800" * 60 + "\u3164"
    evil = f'"title":"a{blanks}WHO SIGNED"'
    run = check(of_entries(an_entry({"content": ['"event":"noted"', evil]})))
    assert run.status == 0, run.text
    assert "  WHO SIGNED" not in run.text
    assert not set(run.text) & set("\u2800\u3164")
    assert "title: a \\u{20}" in run.text


@pytest.mark.parametrize("made", ["", "today. PROVED", "2026-11-23T18:40:02Z\n"])
def test_when_it_was_made_is_a_time_and_nothing_else(check: Check, made: str) -> None:
    refused(check({**of_entries(an_entry({})), "made": made}), 2, "'made'")


def test_what_is_only_said_is_cut_and_never_called_proved(check: Check) -> None:
    long = "x" * 5000
    bundle = {**of_entries(an_entry({})), "for": {"profile": long}}
    bundle["entries"][0]["requests"] = [long]
    run = check(bundle)
    assert run.status == 0, run.text
    assert "x" * 201 not in run.text
    bundle["entries"][0]["erased"] = True
    assert "its maker says that its content was erased (said, not proved)" in check(bundle).text


# The file itself


def test_it_imports_the_standard_library_and_cryptography_only() -> None:
    for node in ast.walk(ast.parse(FILE.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module or ""]
        for name in names:
            top = name.partition(".")[0]
            assert top == "cryptography" or top in sys.stdlib_module_names, name
        assert not (isinstance(node, ast.Name) and node.id in {"__import__", "exec", "eval"})


def test_it_runs_alone_with_nothing_but_cryptography(made: Files, tmp_path: Path) -> None:
    """In a folder that holds links to cryptography and to what that needs, and nothing else."""
    site = tmp_path / "site"
    site.mkdir()
    for name in ("cryptography", "cffi", "_cffi_backend", "pycparser"):
        spec = importlib.util.find_spec(name)
        if spec and spec.origin:
            found = Path(spec.origin)
            found = found.parent if found.name == "__init__.py" else found
            (site / found.name).symlink_to(found)
    (tmp_path / "bundle.json").write_text(json.dumps(made.bundle), encoding="utf-8")
    (tmp_path / "policy.txt").write_text(policy_text(), encoding="utf-8")
    start = (
        f"import sys; sys.path.append({str(site)!r}); import runpy; "
        "sys.argv = sys.argv[1:]; "
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start, str(FILE), str(tmp_path / "bundle.json"),
         "--policy", str(tmp_path / "policy.txt")],
        capture_output=True, text=True, check=False, encoding="utf-8", cwd=tmp_path,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    assert done.stdout.rstrip().endswith("PROVED, as far as said above.")
