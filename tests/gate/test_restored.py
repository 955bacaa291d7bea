"""A gate that was restored goes on as docs/restore.md says, and nothing happens to it twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from safeconduct.cli import main
from safeconduct.gate import indexcheck
from safeconduct.gate.models import Case
from safeconduct.record.evidence import Halted
from safeconduct.record.home import Home
from safeconduct.record.verify import verify
from safeconduct.release import deliver
from safeconduct.release.models import Outward, Spent
from safeconduct.server.backup import backup, restore
from tests.gate.place import Gate
from tests.gate.test_backup import cosigned, open_case, witness
from tests.record.nodes import Door
from tests.release.way import DUE, Ministry, permit, put, way

__all__ = ["witness"]


def mirrored(node: Gate, witness: Door, tmp_path: Path) -> None:
    """From the beginning, the witness keeps the entries as well."""
    for file, old, new in (
        (tmp_path / "oversight" / "record.toml", "mirror = false", "mirror = true"),
        (node.folder / "record.toml", "mirrors = []", 'mirrors = ["oversight"]'),
    ):
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    witness.shut()
    witness.home.close()
    witness.home = Home(witness.home.folder)
    witness.open()


def test_what_waited_in_the_older_outbox_does_not_leave(node: Gate, tmp_path: Path) -> None:
    """It may have been withdrawn since, or a hold may stand that the older database has not."""
    put(permit())
    backup(node.folder, tmp_path / "backup")
    done = restore(tmp_path / "backup", node.folder)
    assert done.stopped == 1
    ministry = Ministry()
    assert deliver.deliver(way(ministry), DUE + timedelta(days=60)) == []
    assert ministry.got == []
    assert Spent.objects.filter(pk="clr-1").exists()


def test_what_had_left_before_the_backup_is_not_touched(node: Gate, tmp_path: Path) -> None:
    put(permit())
    deliver.deliver(way(Ministry()), DUE)
    backup(node.folder, tmp_path / "backup")
    assert restore(tmp_path / "backup", node.folder).stopped == 0
    assert not Outward.objects.get().stopped


def test_a_gate_goes_on_after_a_restore_step_by_step(
    node: Gate, tmp_path: Path, witness: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    """The steps of the page, by the commands that it names."""
    mirrored(node, witness, tmp_path)
    kept = open_case(node, "Kept")
    cosigned(node)
    backup(node.folder, tmp_path / "backup")
    lost = open_case(node, "Lost")
    size = cosigned(node)
    gate, copy = str(node.folder), str(tmp_path / "copy")

    done = restore(tmp_path / "backup", node.folder, replace=True)
    assert any("rolled back" in words for words in done.alarms)
    overseer = str(tmp_path / "oversight")
    assert main(["record", "copy", overseer, copy, "--log", "gate.example"]) == 0
    capsys.readouterr()
    assert main(["record", "compare-mirror", gate, copy]) == 1
    said = capsys.readouterr().out
    assert f"Here are {done.size} entries; oversight.example has {size}." in said
    assert f"lost  entry {size - 1}, 20" in said
    words = ["--by", "overseer", "--reasons", "the disk failed"]
    assert main(["record", "take-back", gate, copy, *words]) == 0
    assert main(["record", "compare-mirror", gate, copy]) == 0

    # Nothing opens yet; the index agrees with the record; what was lost is not there.
    with pytest.raises(Halted):
        node.node.evidence.check()
    assert list(indexcheck.differences()) == []
    assert set(Case.objects.values_list("pk", flat=True)) == {kept}
    open_case(node, "Entered again from the papers")
    (alarm,) = node.node.evidence.alarms()
    assert main(["record", "alarms", gate, "--settle", alarm, *words]) == 0
    assert cosigned(node) > size
    home = Home(node.folder)
    key = home.log_keys()[0].public
    report = verify(
        home.databases.get(), key, policy=home.policy(), payload_keys=home.payload_keys()
    )
    home.close()
    assert report.findings == []
    assert list(indexcheck.differences()) == []
    assert lost not in set(Case.objects.values_list("pk", flat=True))
