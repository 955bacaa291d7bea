"""Whoever changes a record is found, and the finding names the entries.

Each attack runs on SQLite, on the file itself, and on PostgreSQL as superuser.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record import entry as en
from safeconduct.record import note, schema, seal
from safeconduct.record import record as record_module
from safeconduct.record.database import DatabaseError, connect
from safeconduct.record.keys import SecretKey
from safeconduct.record.log import Log
from safeconduct.record.note import BadNote, SignedCheckpoint
from safeconduct.record.tree import leaf_hash, node_hash
from tests.record.postgres import ORIGIN, Place
from tests.record.site import COLUMNS, Site, altered, of, spots


def test_a_record_that_nobody_touched(site: Site) -> None:
    report = site.verify([site.signed(20)])
    assert report.findings == []
    assert report.notes == []
    assert (report.size, report.payloads_opened, report.checkpoints) == (30, 30, 3)
    assert report.cosigners == {"oversight.example": 3, "bar.example": 3}
    assert (report.witnessed_size, report.witnessed_at) == (30, site.now)
    assert report.root == b64encode(site.log.root(30)).decode()


def test_without_keys_and_policy_it_says_what_was_not_checked(site: Site) -> None:
    report = site.verify(keys=False, policy=False)
    assert report.findings == []
    assert report.payloads_opened == 0
    assert report.notes == [
        "No policy was given: no cosignature was checked.",
        "No payload key was given: no payload was opened.",
    ]


# Change


def test_changed_entry(site: Site) -> None:
    site.set_entry(17, altered(site.entries()[17]))
    assert spots(site.verify()) == [("entry-unlike-hash", 17, 17), ("payload-changed", 17, 17)]


def test_changed_entry_with_the_tree_built_anew(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    entries[17] = altered(entries[17])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    # The tree is sound in itself: the checkpoints bound the change, the payloads name it.
    assert spots(site.verify(keys=False)) == [("rewritten", 10, 19)]
    assert spots(site.verify()) == [("payload-changed", 17, 17), ("rewritten", 10, 19)]


def test_without_witnesses_only_the_log_s_own_word_bounds_a_change(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    entries[17] = altered(entries[17])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    report = site.verify(keys=False, policy=False)
    assert spots(report) == [("rewritten", 10, 19)]
    assert "unless the log's key was stolen" in report.findings[0].words


def test_changed_entry_with_its_payload_and_the_tree(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    payload = en.payload(ev.Noted(title="nothing"), About(), "", b"s" * 32)
    entries[17] = en.seal_time(en.recorded(entries[17]), payload)
    sealed[17] = site.keys.seal(payload, entries[17])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    assert spots(site.verify()) == [("rewritten", 10, 19)]


def test_entry_of_another_form(site: Site) -> None:
    site.set_entry(4, b"SCE1")
    site.set_entry(5, b"XXXX" + site.entries()[5][4:])
    found = of(site.verify(keys=False), "entry-malformed")
    assert [(f.first, f.last) for f in found] == [(4, 5)]


def test_bytes_moved_from_an_entry_to_the_next(site: Site) -> None:
    one, other = site.entries()[4:6]
    site.set_entry(4, one[:-4])
    site.set_entry(5, one[-4:] + other)
    found = of(site.verify(keys=False), "entry-malformed")
    assert [(f.first, f.last) for f in found] == [(4, 5)]


def test_bytes_moved_from_a_hash_to_the_next(site: Site) -> None:
    change = "UPDATE record_node SET hash = %s WHERE log = 0 AND number = %s"
    one, other = (leaf_hash(entry) for entry in site.entries()[4:6])
    site.database.execute(change, [one[:-4], 8])
    site.database.execute(change, [one[-4:] + node_hash(one, other), 9])
    assert of(site.verify(), "entry-unlike-hash")


def test_text_in_place_of_an_entry(sqlite_address: str) -> None:
    site = Site(sqlite_address, sqlite_address)
    site.fill(10)
    site.database.execute(
        "UPDATE record_entry SET entry = %s WHERE position = 4", ["SCE1" + "x" * 168]
    )
    found = of(site.verify(keys=False), "entry-malformed")
    assert [(f.first, f.last) for f in found] == [(4, 4)]
    site.close()


def test_hashes_under_the_numbers_of_others_in_a_table_without_a_key(sqlite_address: str) -> None:
    """In such a table rows stand as they were put there, not in the order of their numbers."""
    site = Site(sqlite_address, sqlite_address)
    site.fill(10)
    nodes = site.database.rows("SELECT log, number, hash FROM record_node ORDER BY number")
    site.database.execute("DROP TABLE record_node")
    site.database.execute("CREATE TABLE record_node (log BIGINT, number BIGINT, hash BLOB)")
    for log, number, digest in nodes:
        number = {8: 10, 10: 8}.get(number, number)  # noqa: PLW2901
        site.database.execute("INSERT INTO record_node VALUES (%s, %s, %s)", [log, number, digest])
    found = of(site.verify(), "entry-unlike-hash")
    assert [(f.first, f.last) for f in found] == [(4, 5)]
    site.close()


@pytest.mark.parametrize("number", [16, 17, 19])
def test_changed_hash_in_the_tree(site: Site, number: int) -> None:
    site.database.execute(
        "UPDATE record_node SET hash = %s WHERE log = 0 AND number = %s", [b"x" * 32, number]
    )
    findings = site.verify().findings
    assert findings
    assert {f.kind for f in findings} <= {"entry-unlike-hash", "hash-unlike-tree"}
    assert all(f.covers(8) for f in findings)


@pytest.mark.parametrize(("number", "first", "last"), [(16, 8, 8), (17, 8, 9), (19, 8, 11)])
def test_missing_hash_in_the_tree(site: Site, number: int, first: int, last: int) -> None:
    site.database.execute("DELETE FROM record_node WHERE log = 0 AND number = %s", [number])
    assert spots(site.verify()) == [("hash-gone", first, last)]


@pytest.mark.parametrize("number", [-2, 31, 59, 63, 1000])
def test_hash_that_no_tree_of_this_size_has(site: Site, number: int) -> None:
    site.database.execute("INSERT INTO record_node VALUES (0, %s, %s)", [number, b"x" * 32])
    assert spots(site.verify()) == [("stray-row", None, None)]


@pytest.mark.parametrize("position", [-5, 2**62])
def test_entry_where_none_can_be(site: Site, position: int) -> None:
    site.database.execute("INSERT INTO record_entry VALUES (0, %s, %s)", [position, b"x"])
    assert spots(site.verify()) == [("stray-row", None, None)]


def test_row_between_two_entries(sqlite_address: str) -> None:
    """SQLite keeps a position of five and a half, if somebody puts it there."""
    site = Site(sqlite_address, sqlite_address)
    site.fill(10)
    site.checkpoint()
    site.database.execute("INSERT INTO record_entry VALUES (0, 5.5, %s)", [site.entries()[5]])
    assert spots(site.verify()) == [("stray-row", None, None)]
    site.close()


# Delete, insert, reorder


def test_deleted_entry(site: Site) -> None:
    site.database.execute("DELETE FROM record_entry WHERE log = 0 AND position = 12")
    report = site.verify()
    assert spots(report) == [("entry-gone", 12, 12), ("payload-without-entry", 12, 12)]
    assert "Entry 12 is gone." in [f.words for f in report.findings]


def test_deleted_entries_with_their_payloads_and_hashes(site: Site) -> None:
    site.database.execute("DELETE FROM record_entry WHERE log = 0 AND position IN (12, 13)")
    site.database.execute("DELETE FROM record_payload WHERE position IN (12, 13)")
    site.database.execute("DELETE FROM record_node WHERE log = 0 AND number IN (24, 25, 26)")
    report = site.verify()
    assert [(f.first, f.last) for f in of(report, "entry-gone")] == [(12, 13)]
    assert [(f.first, f.last) for f in of(report, "hash-gone")] == [(12, 13)]


def test_deleted_first_entry(site: Site) -> None:
    site.database.execute("DELETE FROM record_entry WHERE log = 0 AND position = 0")
    assert spots(site.verify(keys=False)) == [("entry-gone", 0, 0)]


def test_deleted_entry_with_the_gap_closed(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    del entries[12]
    site.rebuild(entries, [sealed[n] for n in range(30) if n != 12])
    assert spots(site.verify()) == [("rewritten", 10, 19), ("truncated", 29, 29)]


def test_inserted_entry(site: Site) -> None:
    entries, sealed = site.entries(), [*site.sealed().values()]
    payload = en.payload(ev.Noted(title="nothing"), About(), "", b"s" * 32)
    entries.insert(12, en.seal_time(en.recorded(entries[12]), payload))
    sealed.insert(12, site.keys.seal(payload, entries[12]))
    site.rebuild(entries, sealed)
    assert spots(site.verify()) == [("rewritten", 10, 19)]


def test_swapped_entries(site: Site) -> None:
    entries = site.entries()
    site.set_entry(21, entries[23])
    site.set_entry(23, entries[21])
    report = site.verify(keys=False)
    assert [f.first for f in of(report, "entry-unlike-hash")] == [21, 23]
    assert [(f.first, f.last) for f in of(report, "time-goes-back")] == [(21, 22), (22, 23)]


def test_swapped_entries_with_the_tree_built_anew(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    entries[21], entries[23] = entries[23], entries[21]
    sealed[21], sealed[23] = sealed[23], sealed[21]
    site.rebuild(entries, [sealed[n] for n in range(30)])
    assert ("rewritten", 20, 29) in spots(site.verify())


# Truncate, fork, sign anew


def test_cut_off(site: Site) -> None:
    entries, sealed = site.entries()[:25], site.sealed()
    site.rebuild(entries, [sealed[n] for n in range(25)])
    assert spots(site.verify()) == [("truncated", 25, 29)]


def test_cut_off_with_its_checkpoints(site: Site) -> None:
    held = site.signed(30)
    entries, sealed = site.entries()[:20], site.sealed()
    site.rebuild(entries, [sealed[n] for n in range(20)])
    site.database.execute("DELETE FROM record_checkpoint WHERE size = 30")
    site.database.execute("DELETE FROM record_cosignature WHERE size = 30")
    # A record of yesterday is a good record, unless somebody has seen today's.
    assert site.verify().findings == []
    assert spots(site.verify([held])) == [("truncated", 20, 29)]


def test_two_views(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    held = site.signed(30)
    entries[25] = altered(entries[25])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    other = site.signed(30)
    site.database.execute("UPDATE record_checkpoint SET note = %s WHERE size = 30", [str(other)])
    site.database.execute("DELETE FROM record_cosignature WHERE size = 30")
    report = site.verify([held], keys=False)
    assert [(f.first, f.last) for f in of(report, "fork")] == [(20, 29)]
    assert "Two views" in of(report, "fork")[0].words


def test_view_that_somebody_else_was_shown(site: Site) -> None:
    """The record here is right; the node showed one verifier another one, with another entry 15."""
    entries, sealed = site.entries(), site.sealed()
    other = [*entries[:15], altered(entries[15]), *entries[16:20]]
    site.rebuild(other, [])
    shown = site.signed(20)
    site.rebuild(entries, [sealed[n] for n in range(30)])
    report = site.verify([shown])
    assert spots(report) == [("checkpoint-gone", None, None), ("fork", 10, 19)]


def test_view_of_a_size_that_is_not_kept_here(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    site.rebuild([*entries[:12], altered(entries[12]), *entries[13:15]], [])
    shown = site.signed(15)
    site.rebuild(entries, [sealed[n] for n in range(30)])
    assert spots(site.verify([shown])) == [("checkpoint-gone", None, None), ("fork", 10, 14)]


def test_signed_anew_with_the_stolen_key(site: Site) -> None:
    held = site.log.checkpoint_at(30)
    assert held
    entries = site.entries()
    sealed = site.sealed()
    payload = en.payload(ev.Noted(title="nothing"), About(), "", b"s" * 32)
    entries[5] = en.seal_time(en.recorded(entries[5]), payload)
    sealed[5] = site.keys.seal(payload, entries[5])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    site.sign_again()
    # Whoever stole every key is sound in itself; only nobody vouches for it any more.
    assert spots(site.verify()) == [("unwitnessed", 0, 29)]
    # The node's own checkpoints of 10 and 20 fit, but prove nothing: the range is not narrowed.
    report = site.verify([held])
    assert [(f.first, f.last) for f in of(report, "fork")] == [(0, 29)]


def test_signed_anew_after_an_old_checkpoint(site: Site) -> None:
    held = [site.signed(10), site.signed(30)]
    entries, sealed = site.entries(), site.sealed()
    entries[14] = altered(entries[14])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    site.sign_again()
    site.database.execute("DELETE FROM record_checkpoint WHERE size = 30")
    report = site.verify(held, keys=False)
    assert [(f.first, f.last) for f in of(report, "rewritten")] == [(10, 29)]
    assert (
        "Unless the log's key was stolen, it is after entry 19." in of(report, "rewritten")[0].words
    )


def test_cosignatures_do_not_follow_to_another_tree(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    entries[5] = altered(entries[5])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    for size in (10, 20, 30):
        site.database.execute(
            "UPDATE record_checkpoint SET note = %s WHERE size = %s", [str(site.signed(size)), size]
        )
    assert len(of(site.verify(keys=False), "cosignature-forged")) == 6


# Times


def entry_at(site: Site, time: int) -> bytes:
    payload = en.payload(ev.Noted(title="late"), About(), "", b"s" * 32)
    return en.seal_time(time, payload)


def test_backdated(site: Site) -> None:
    last = en.recorded(site.entries()[29])
    site.later(3600)
    site.checkpoint()
    again = note.sign(site.signed().checkpoint, site.witnesses[0], site.now)
    with site.database.transaction():
        site.log.keep_cosignature(30, again, site.now)
        site.log.add([entry_at(site, last), entry_at(site, site.now)], 30)
    report = site.verify(keys=False)
    assert [(f.first, f.last) for f in of(report, "backdated")] == [(30, 30)]


def test_checkpoints_of_another_tree_say_nothing_about_times(site: Site) -> None:
    """An entry was put in; those after it moved on, but none of them was backdated."""
    site.fill(5)
    site.later(3600)
    site.checkpoint()
    site.fill(5)
    site.checkpoint()
    entries = site.entries()
    entries.insert(32, entry_at(site, en.recorded(entries[32])))
    site.rebuild(entries, [])
    assert spots(site.verify(keys=False)) == [("rewritten", 30, 34)]


def test_postdated(site: Site) -> None:
    with site.database.transaction():
        site.log.add([entry_at(site, site.now + 3600)], 30)
    site.checkpoint()
    site.later(7200)
    report = site.verify(keys=False)
    assert [(f.first, f.last) for f in of(report, "postdated")] == [(30, 30)]


def test_clocks_may_differ_a_little(site: Site) -> None:
    with site.database.transaction():
        site.log.add([entry_at(site, site.now + 290)], 30)
    site.checkpoint()
    with site.database.transaction():
        site.log.add([entry_at(site, site.now + 290)], 31)
    site.now += 1
    assert not {"postdated", "in-the-future", "backdated"} & {
        f.kind for f in site.verify(keys=False).findings
    }


def test_time_that_goes_back(site: Site) -> None:
    entries, sealed = site.entries(), site.sealed()
    entries[29] = entry_at(site, en.recorded(entries[28]) - 1)
    site.rebuild(entries, [sealed[n] for n in range(30)])
    report = site.verify(keys=False)
    assert [(f.first, f.last) for f in of(report, "time-goes-back")] == [(28, 29)]


def test_time_to_come(site: Site) -> None:
    with site.database.transaction():
        site.log.add([entry_at(site, site.now + 900)], 30)
    report = site.verify(keys=False)
    assert [(f.first, f.last) for f in of(report, "in-the-future")] == [(30, 30)]


# Payloads


def set_payload(site: Site, position: int, sealed: bytes) -> None:
    site.database.execute(
        "UPDATE record_payload SET sealed = %s WHERE position = %s", [sealed, position]
    )


def test_swapped_payloads(site: Site) -> None:
    sealed = site.sealed()
    set_payload(site, 3, sealed[8])
    set_payload(site, 8, sealed[3])
    assert spots(site.verify()) == [("payload-changed", 3, 3), ("payload-changed", 8, 8)]


def test_payload_sealed_anew_with_the_stolen_key(site: Site) -> None:
    payload = en.payload(ev.Noted(title="nothing"), About(), "", b"s" * 32)
    set_payload(site, 3, site.keys.seal(payload, site.entries()[3]))
    assert spots(site.verify()) == [("payload-unlike-entry", 3, 3)]


def test_payload_with_an_event_in_another_form(site: Site) -> None:
    payload = site.open(3)
    loose = payload.event.replace(b'","', b'", "', 1)
    sealed = site.keys.seal(
        en.Payload(payload.secret, "", payload.requests, payload.persons, loose), site.entries()[3]
    )
    set_payload(site, 3, sealed)
    assert spots(site.verify()) == [("payload-unlike-entry", 3, 3)]


def test_payload_sealed_with_an_unknown_key(site: Site) -> None:
    other = seal.PayloadKeys([b"o" * 32])
    set_payload(site, 3, other.seal(site.open(3), site.entries()[3]))
    assert spots(site.verify()) == [("payload-locked", 3, 3)]


def test_salts_used_twice(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = site.open(7).secret
    monkeypatch.setattr(record_module, "urandom", lambda _: secret)
    site.append(ev.Noted(title="nothing"))
    report = site.verify()
    assert spots(report) == [("commitment-twice", 7, 30), ("salt-twice", 7, 30)]
    assert "Entries 7 and 30" in of(report, "salt-twice")[0].words


def test_commitments_used_twice(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the payloads it still shows where the same was committed to."""
    secret = site.open(7).secret
    monkeypatch.setattr(record_module, "urandom", lambda _: secret)
    site.append(ev.LookTaken(at="elsewhere", purpose="none"))
    (found,) = of(site.verify(keys=False), "commitment-twice")
    assert (found.first, found.last) == (7, 30)
    assert "Entries 7 and 30 hold the same commitment (kind, actor)" in found.words


def test_erased_without_a_word(site: Site) -> None:
    site.database.execute("DELETE FROM record_payload WHERE position IN (3, 4)")
    assert spots(site.verify()) == [("payload-gone", 3, 4)]


def test_erased_and_announced(site: Site) -> None:
    site.append(ev.PayloadErased(entry="3", reasons="the time is over"))
    site.database.execute("DELETE FROM record_payload WHERE position = 3")
    report = site.verify()
    assert report.findings == []
    assert [(e.entry, e.announced_by) for e in report.payloads_erased] == [(3, 30)]


def test_erasure_announced_before_there_was_anything(site: Site) -> None:
    site.append(ev.PayloadErased(entry="31", reasons="just in case"))
    site.fill(1)
    site.database.execute("DELETE FROM record_payload WHERE position = 31")
    assert spots(site.verify()) == [("payload-gone", 31, 31)]


def test_announced_and_still_there(site: Site) -> None:
    site.append(ev.PayloadErased(entry="3", reasons="the time is over"))
    report = site.verify()
    assert report.findings == []
    assert any("still there: the payload of entry 3" in words for words in report.notes)


def test_payload_without_an_entry(site: Site) -> None:
    site.database.execute("INSERT INTO record_payload VALUES (%s, %s)", [40, b"x"])
    assert spots(site.verify(keys=False)) == [("payload-without-entry", 40, 40)]


# Checkpoints and cosignatures


def test_checkpoint_that_is_gone(site: Site) -> None:
    held = site.signed(20)
    site.database.execute("DELETE FROM record_checkpoint WHERE size = 20")
    # The cosignatures that are left tell of it; without them, whoever holds it.
    (found,) = site.verify().findings
    assert (found.kind, "size 20" in found.words) == ("checkpoint-gone", True)
    site.database.execute("DELETE FROM record_cosignature WHERE size = 20")
    assert site.verify().findings == []
    assert spots(site.verify([held])) == [("checkpoint-gone", None, None)]


def test_forged_checkpoint(site: Site) -> None:
    signed = site.signed(30)
    checkpoint = signed.checkpoint._replace(root=b"r" * 32)
    forged = SignedCheckpoint(checkpoint, signed.signatures)
    site.database.execute("UPDATE record_checkpoint SET note = %s WHERE size = 30", [str(forged)])
    assert "checkpoint-forged" in {f.kind for f in site.verify().findings}


def test_checkpoint_in_the_place_of_another(site: Site) -> None:
    site.database.execute(
        "UPDATE record_checkpoint SET note = %s WHERE size = 20", [str(site.signed(10))]
    )
    (found,) = site.verify().findings
    assert (found.kind, "size 20" in found.words) == ("checkpoint-forged", True)


@pytest.mark.parametrize("column", ["witness", "key", "time", "line"])
def test_forged_cosignature(site: Site, column: str) -> None:
    forged = note.sign(site.signed(10).checkpoint, site.witnesses[0], site.now).line()
    value = {"witness": "court.example", "key": "00000000", "time": 5, "line": forged}[column]
    site.database.execute(
        f"UPDATE record_cosignature SET {column} = %s WHERE size = 20 AND witness = %s",
        [value, "oversight.example"],
    )
    (found,) = site.verify().findings
    assert (found.kind, "size 20" in found.words) == ("cosignature-forged", True)


def test_two_cosignatures_in_one_row(site: Site) -> None:
    checkpoint = site.signed(20).checkpoint
    lines = "".join(note.sign(checkpoint, witness, site.now).line() for witness in site.witnesses)
    site.database.execute(
        "UPDATE record_cosignature SET line = %s WHERE size = 20 AND witness = %s",
        [lines, "oversight.example"],
    )
    assert spots(site.verify()) == [("cosignature-forged", None, None)]


def test_cosignature_of_a_stranger(site: Site) -> None:
    stranger = SecretKey.new("stranger.example", 0x04)
    with site.database.transaction():
        line = note.sign(site.signed(30).checkpoint, stranger, site.now)
        site.log.keep_cosignature(30, line, site.now)
    (found,) = site.verify().findings
    assert "name former witnesses there" in found.words


def test_entries_that_nobody_vouches_for(site: Site) -> None:
    site.fill(2)
    report = site.verify()
    assert report.findings == []
    assert "Entries 30 to 31 are not cosigned" in report.notes[0]
    site.later(3600)
    assert spots(site.verify()) == [("unwitnessed", 30, 31)]


def test_checkpoint_of_another_log_is_refused(site: Site) -> None:
    other = SecretKey.new("other.example")
    checkpoint = note.Checkpoint("other.example", 1, b"r" * 32)
    with pytest.raises(BadNote, match=r"other\.example"):
        site.verify([SignedCheckpoint(checkpoint, (note.sign(checkpoint, other),))])


def test_rows_of_a_log_that_is_none(site: Site) -> None:
    site.database.execute("UPDATE record_cosignature SET log = 7 WHERE size = 20")
    assert spots(site.verify()) == [("stray-row", None, None)]


def test_log_under_another_name(site: Site) -> None:
    site.database.execute("UPDATE record_log SET origin = %s", ["other.example"])
    assert spots(site.verify()) == [("log-name", None, None)]


# A mirror


@pytest.fixture
def mirror(tmp_path: Path, site: Site) -> Iterator[Log]:
    """What oversight keeps: a copy of the entries, taken before the attack."""
    copy = connect(f"sqlite:{tmp_path / 'mirror.db'}")
    schema.create(copy, "oversight.example/record")
    number = schema.add_log(copy, ORIGIN)
    log = Log(copy, number)
    with copy.transaction():
        log.add(site.entries(), 0)
    yield log
    copy.close()


def test_mirror_of_a_good_record(site: Site, mirror: Log) -> None:
    report = site.verify(mirror=mirror)
    assert (report.findings, report.mirrored) == ([], 30)


def test_mirror_names_the_entry_even_when_every_key_was_stolen(site: Site, mirror: Log) -> None:
    entries, sealed = site.entries(), site.sealed()
    payload = en.payload(ev.Noted(title="nothing"), About(), "", b"s" * 32)
    for position in (5, 6, 9):
        entries[position] = en.seal_time(
            en.recorded(entries[position]), structs.replace(payload, secret=bytes([position] * 32))
        )
        sealed[position] = site.keys.seal(payload, entries[position])
    site.rebuild(entries, [sealed[n] for n in range(30)])
    site.sign_again()
    report = site.verify(mirror=mirror, keys=False)
    assert [(f.first, f.last) for f in of(report, "unlike-mirror")] == [(5, 6), (9, 9)]


def test_mirror_tells_what_was_cut_off(site: Site, mirror: Log) -> None:
    sealed = site.sealed()
    site.rebuild(site.entries()[:20], [sealed[n] for n in range(20)])
    report = site.verify(mirror=mirror, policy=False)
    assert (20, 29) in {(f.first, f.last) for f in of(report, "truncated")}
    assert any("the mirror has 30 entries" in f.words for f in of(report, "truncated"))


# Who may do what in the database


@pytest.mark.parametrize(
    "verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}", "DROP TABLE {0}"]
)
def test_postgresql_refuses_the_program_itself(place: Place, verb: str) -> None:
    site = Site(place.owner, place.superuser)
    place.grant()
    site.fill(2)
    site.checkpoint()
    for address in (place.writer, place.eraser):
        program = connect(address)
        for table, column in COLUMNS.items():
            erasing = address == place.eraser and (table, verb[:6]) == ("record_payload", "DELETE")
            if not erasing:
                with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
                    program.execute(verb.format(table, column))
        program.close()
    assert site.verify().findings == []
    site.close()


@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_sqlite_refuses_the_program_itself(sqlite_address: str, verb: str) -> None:
    site = Site(sqlite_address, sqlite_address)
    site.fill(2)
    site.checkpoint()
    schema.create(site.database, ORIGIN)
    for table in ("record_entry", "record_node", "record_checkpoint", "record_cosignature"):
        column = COLUMNS[table]
        with pytest.raises(DatabaseError, match="never changed"):
            site.database.execute(verb.format(table, column))
    site.close()
