"""`safeconduct record …` as people use it: exit codes, JSON, and refusals in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from safeconduct import cli
from safeconduct.record.log import Log
from safeconduct.record.note import read_proof
from safeconduct.record.tree import check_inclusion, leaf_hash
from tests.record.nodes import Gate, gate_with_witnesses, noted

DONE, FOUND, REFUSED = 0, 1, 2


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    """A gate with four witnesses and three entries."""
    with gate_with_witnesses(tmp_path) as found:
        found.append(noted("one"), noted("two"), noted("three"))
        yield found


@pytest.fixture
def run(gate: Gate, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(gate, capsys)


class Run:
    """Runs a command on the gate's folder."""

    def __init__(self, gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
        self.gate, self.folder, self._capsys = gate, str(gate.home.folder), capsys
        self.said = ""
        self.complained = ""

    def __call__(self, action: str, *arguments: str | Path) -> int:
        status = cli.main(["record", action, self.folder, *map(str, arguments)])
        self.said, self.complained = self._capsys.readouterr()
        assert "Traceback" not in self.complained
        return status

    def json(self, action: str, *arguments: str) -> object:
        assert self(action, *arguments, "--json") in (DONE, FOUND)
        return json.loads(self.said)


def test_a_checkpoint_is_signed_and_says_who_cosigned(run: Run) -> None:
    assert run("checkpoint") == DONE
    assert run.said.startswith("Signed at 3 entries. A quorum has cosigned it.")
    found = run.json("checkpoint")
    assert isinstance(found, dict)
    assert (found["size"], found["quorum"]) == (3, True)


def test_without_a_quorum_it_says_who_is_missing_and_why(run: Run) -> None:
    for name in ("bar", "court"):
        run.gate.doors[name].shut()
    assert run("checkpoint") == FOUND
    assert "NOT cosigned by a quorum" in run.said
    assert "missing   bar.example/witness: bar.example/witness does not answer" in run.said


def test_a_proof_holds(run: Run, tmp_path: Path) -> None:
    assert run("prove", "1") == REFUSED
    assert "no checkpoint holds entry 1 yet" in run.complained
    run("checkpoint")
    assert run("prove", "1", "--out", tmp_path / "p") == DONE
    proof = read_proof((tmp_path / "p").read_text(encoding="utf-8"))
    entry = Log(run.gate.database).entry(1)
    assert entry is not None
    checkpoint = proof.checkpoint.checkpoint
    check_inclusion(leaf_hash(entry), 1, checkpoint.size, proof.hashes, checkpoint.root)
    assert run("prove", "3") == REFUSED
    assert "there is no entry 3; the record has 3, from 0" in run.complained


def test_verification_says_what_was_changed(run: Run) -> None:
    run("checkpoint")
    assert run("verify") == DONE
    assert "3 payloads opened" in run.said
    raw = run.gate.database._raw
    raw.execute("DROP TRIGGER record_entry_no_update")
    raw.execute("UPDATE record_entry SET entry = zeroblob(172) WHERE position = 1")
    assert run("verify") == FOUND
    assert "Entry 1 is no entry" in run.said
    found = run.json("verify", "--entries-only")
    assert isinstance(found, dict)
    assert (found["findings"][0]["first"], found["payloads_opened"]) == (1, 0)


def test_verification_against_the_copy_of_a_mirror_and_a_kept_checkpoint(
    run: Run, tmp_path: Path
) -> None:
    run("checkpoint")
    kept = tmp_path / "kept.txt"
    kept.write_bytes((run.gate.home.folder / "cosigned.txt").read_bytes())
    mirror = run.gate.doors["oversight"].home.folder
    assert run("verify", "--copy", mirror, "--against", kept) == DONE
    assert "3 entries compared with a copy" in run.said
    assert run("verify", "--copy", run.gate.doors["bar"].home.folder) == REFUSED
    assert "holds no copy of gate.example" in run.complained
    assert run("verify", "--against", tmp_path / "nowhere") == REFUSED
    assert run("verify", "--log", "bar.example") == REFUSED
    assert "does not mirror 'bar.example'" in run.complained


def test_a_watcher_stops_at_an_alarm_and_a_person_settles_it(run: Run) -> None:
    run("checkpoint")
    assert run("watch", "--once") == DONE
    assert "3 entries, 3 new" in run.said
    assert run("alarms") == DONE
    raw = run.gate.database._raw
    raw.execute("DROP TRIGGER record_entry_no_delete")
    raw.execute("DELETE FROM record_entry WHERE position = 2")
    assert run("watch", "--once") == FOUND
    assert "there were 3 entries, now there are 2" in run.complained
    found = run.json("alarms")
    assert isinstance(found, dict)
    (name,) = found
    assert run("alarms", "--settle", name) == REFUSED
    assert run("alarms", "--settle", "x", "--by", "Overseer", "--reasons", "y") == REFUSED
    assert run("alarms", "--settle", name, "--by", "Overseer", "--reasons", "restored") == DONE
    assert "settled by Overseer: restored" in run.said


def test_erasing_says_so_in_the_record(run: Run) -> None:
    assert run("erase", "1", "--by", "operator", "--reasons", "art. 17") == DONE
    assert run.gate.home.record().payload(run.gate.database, 1) is None
    assert run("erase", "1", "--by", "operator", "--reasons", "again") == REFUSED
    assert run("erase", "9", "--by", "operator", "--reasons", "x") == REFUSED
    assert Log(run.gate.database).size() == 4
    assert run("erase", "0", "--by", "nobody", "--reasons", "x") == REFUSED
    assert "'nobody' is no role" in run.complained
    run("checkpoint")
    assert run("verify") == DONE
    assert "1 erased, and announced" in run.said


def test_nothing_is_disclosed_to_a_requesting_state(run: Run, tmp_path: Path) -> None:
    run("checkpoint")
    assert run("disclose", "--for", "requesting-state", "--out", tmp_path / "x") == REFUSED
    assert "nothing of the record is ever disclosed to a requesting state" in run.complained
    assert not (tmp_path / "x").exists()


def test_a_disclosure_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "x"
    assert run("disclose", "--for", "overseer", "--out", out) == REFUSED
    assert "no checkpoint is cosigned by enough" in run.complained
    run("checkpoint")
    assert run("disclose", "--for", "defence", "--out", out) == REFUSED
    assert run("disclose", "--for", "anybody", "--out", out) == REFUSED
    assert run("disclose", "--for", "overseer", "--open", "x", "--out", out) == REFUSED
    assert run("disclose", "--for", "overseer", "--out", out) == DONE
    assert run.said == f"written: {out}, 3 entries\n"


@pytest.mark.parametrize("action", ["keys", "checkpoint", "watch", "verify", "alarms"])
def test_a_folder_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], action: str
) -> None:
    assert cli.main(["record", action, str(tmp_path)]) == REFUSED
    assert "'safeconduct record start' makes one" in capsys.readouterr().err


def test_start_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["record", "start", str(tmp_path / "x"), "--name", "x.example"]
    assert cli.main([*arguments, "--database", "mysql://x"]) == REFUSED
    assert "write sqlite:FILE or postgresql" in capsys.readouterr().err
    assert cli.main(arguments) == DONE
    assert cli.main(arguments) == REFUSED
