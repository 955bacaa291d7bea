"""Walks a request's way in processes that are killed at every step, and goes on where they fell.

    python -m tests.gate.killing FOLDER [MOMENT …]

Each step is a command under a name, as a client sends it. For each step and each moment of its
transaction a process is forked off that takes the way from its beginning (what is done is said to
be done already) and kills itself there with signal 9. In the end the way is walked once more.
Prints the way as it stands then, as JSON.

With moments, the first step is killed at the first of them, the second at the second, and so on
around; without, every step at every moment (`make kill`).
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections

from safeconduct.case.casefile import to_tree
from safeconduct.gate import indexcheck, once, reading
from safeconduct.gate.models import Case
from safeconduct.record.home import Home
from safeconduct.record.record import Record
from safeconduct.record.verify import verify
from tests.gate.place import Gate, attach
from tests.gate.way import NAMES, Walk, prepare, take

MOMENTS = ("before-record", "before-commit", "after-commit")


def walk(gate: Gate, until: str = "", die: Callable[[], None] = lambda: None) -> Walk:
    """Take every step that is not done; `die` at the end of the step `until`."""
    way = Walk(gate)
    for name in NAMES:
        with once.named("the client", name):
            try:
                take(way, name)
            except once.AlreadyDone as done:
                way.made[name] = done.made
        if name == until:
            die()
    return way


def kill_at(gate: Gate, step: str, moment: str) -> None:
    """In a process of its own: walk until the moment of the step, and die there."""
    connections.close_all()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            raise SystemExit(f"{step}, {moment}: was not killed ({status})")
        return
    try:
        if moment != "after-commit":
            _arm(step, moment)
        walk(gate, step, _die)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(step: str, moment: str) -> None:
    """Let the process die within the transaction of a step."""
    wanted = once.hashed("the client", step)
    append, keep = Record.append, once.keep

    def appended(*arguments: Any) -> Any:
        if moment == "before-record" and once.name() == wanted:
            _die()
        return append(*arguments)

    def kept(*arguments: Any) -> None:
        # The receipt is the last that a change writes.
        keep(*arguments)
        if moment == "before-commit" and once.name() == wanted:
            _die()

    Record.append = appended  # type: ignore[method-assign, assignment]
    once.keep = kept  # type: ignore[assignment]


def end(gate: Gate) -> dict[str, Any]:
    """What the gate holds, with ids by the order in which they come."""
    trees = [to_tree(reading.events(case.pk)) for case in Case.objects.order_by("pk")]
    for tree in trees:
        # Whoever was killed on looking somebody up, and looked again, has looked more often; and
        # whoever was killed on what they had announced, and began anew, has announced it twice.
        again = ("look-taken", "act-intended", "act-dropped")
        tree["events"] = [one for one in tree["events"] if one["event"] not in again]
    text = json.dumps(trees, ensure_ascii=False)
    # A decision names its dossier by a digest, in which there are ids.
    text = re.sub(r"version \d+, sha256 [0-9a-f]{64}", "sha256", text)
    text = re.sub(r'"number": "[0-9A-Z]{4}(-[0-9A-Z]{4}){3}"', '"number": ""', text)
    for number, thing in enumerate(_ids(text)):
        text = text.replace(thing, f"{thing[:3]}-{number}")
    cases = {tree["id"]: tree for tree in json.loads(text)}
    differences = [*indexcheck.differences(), *_not_proved(gate)]
    return {"cases": cases, "differences": differences}


def _not_proved(gate: Gate) -> list[str]:
    """What whoever verifies the whole record, payloads included, finds wrong with it."""
    with closing(Home(gate.folder)) as home:
        key = home.log_keys()[0].public
        report = verify(home.databases.get(), key, payload_keys=home.payload_keys(), processes=1)
    return [finding.words for finding in report.findings]


def _ids(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r"[a-z]{3}_[0-7][0-9A-HJKMNP-TV-Z]{25}", text)))


def main(folder: Path, *moments: str) -> None:
    """Kill at the moments of every step, then walk to the end."""
    gate = attach(folder)
    prepare(gate)
    for number, step in enumerate(NAMES):
        for moment in [moments[number % len(moments)]] if moments else MOMENTS:
            kill_at(gate, step, moment)
    walk(gate)
    json.dump(end(gate), sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
