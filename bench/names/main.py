"""How well names are found: `python -m bench names --data FOLDER --rigour FILE`.

Recall at a budget of false hits, precision and calibration of the score, speed, and peers in the
same run. It writes `docs/bench-names.md` with two pictures, `bench/out/names.json`, and the
persons that share no key with themselves to `bench/out/names-missed.tsv`. What is judged was left
out of what is learnt: that is learnt anew before, into a folder that is thrown away.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy

from bench.names import groups, judged, page, peers, plots, recall, registers, speed
from bench.names.figures import Figures, Speed
from bench.names.index import Index
from bench.names.judged import Pair
from bench.names.learn import learn
from bench.names.recall import Asked
from safeconduct.names import learnt
from safeconduct.names.persons import Person
from safeconduct.names.score import BASE_RATE

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "bench" / "out"
SEED = 20261202
MISSED = 60
"""So many persons of each group that were missed are written down, for somebody to look at."""


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    register: int
    persons: int
    ranked: int
    judged: int
    strangers: int
    random_pairs: int
    keyed: int


FULL = Sizes(1_000_000, 600, 60, 250, 10, 100_000, 20_000)
QUICK = Sizes(50_000, 150, 15, 60, 5, 10_000, 4_000)


def main(arguments: Sequence[str]) -> int:
    """Measure, and write what was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench names", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a register of 50,000, few persons")
    parser.add_argument(
        "--data", type=Path, help="folder of the public lists (docs/bench-names.md)"
    )
    parser.add_argument("--rigour", type=Path, help="persons.txt of the package rigour 1.8.2")
    parser.add_argument("--register", type=int, help="how many persons a register has")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python that has the peers")
    parser.add_argument("--learnt", type=Path, help="learnt without what is judged, already there")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--into", type=Path, help="folder of the page (docs; quick: bench/out/names)"
    )
    parser.add_argument("--again", action="store_true", help="write the page of the last run anew")
    options = parser.parse_args(arguments)
    into: Path = options.into or (OUT / "names" if options.quick else ROOT / "docs")
    if options.again:
        written(msgspec.json.decode((OUT / "names.json").read_bytes(), type=Figures), into)
        return 0
    if not options.data or not options.rigour:
        print("names: not measured; name the lists with --data and --rigour (docs/bench-names.md)")
        return 0
    sizes = QUICK if options.quick else FULL
    if options.register:
        sizes = replace(sizes, register=options.register)
    with ExitStack() as stack:
        folder = options.learnt
        if not folder:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            say("learning without what is judged")
            learn(options.data, options.rigour, folder, everything=False)
        learnt.use(folder)
        figures = measured(options.data, options.rigour, folder, sizes, options)
    OUT.mkdir(exist_ok=True)
    (OUT / "names.json").write_bytes(msgspec.json.format(msgspec.json.encode(figures)))
    written(figures, into)
    print(page.short(figures))
    return 0


def measured(
    data: Path, rigour: Path, folder: Path, sizes: Sizes, options: argparse.Namespace
) -> Figures:
    """Everything, one after the other."""
    chance = random.Random(SEED)
    figures = Figures(
        datetime.now(UTC).date().isoformat(), sizes.register, bool(options.quick), SEED,
        python=platform.python_version(), load=os.getloadavg()[0],
    )  # fmt: skip
    say("the groups and their keys")
    asked = [Asked(group) for group in groups.groups(data, rigour, sizes.persons, chance)]
    figures.recalled = [group.recalled() for group in asked]
    missed(asked, chance)
    aliased = next(a for a in asked if a.group.script == "any script" and a.group.unseen)
    figures.by_script = recall.by_script(aliased)
    for kind in registers.KINDS[1:]:
        register(kind, data, folder, sizes, asked, figures, options.jobs)
    mixed = register(registers.KINDS[0], data, folder, sizes, asked, figures, options.jobs)
    say("candidates in order of their scores")
    for row, group in zip(figures.recalled, asked, strict=True):
        if row.unseen:
            row.ranked = recall.ranked(mixed, group, sizes.ranked, chance)
    unseen = [group for group in asked if group.group.unseen]
    say("pairs with a day of birth")
    pairs = judged.pairs(mixed, unseen, sizes.judged, chance)
    scores(figures, mixed, unseen, pairs, sizes, chance)
    say("speed")
    names = mixed.names[:]
    chance.shuffle(names)
    persons = [Person((name,)) for name in names[: sizes.keyed]]
    figures.speed += [
        speed.keyed("distinct names of the mixed register", persons),
        speed.keyed(
            "names in which no word comes twice", speed.no_word_twice(data, sizes.keyed, chance)
        ),
    ]
    random_pairs = peers.strangers(mixed, unseen, sizes.random_pairs, chance)
    figures.random_pairs = len(random_pairs)
    timed: list[tuple[str, peers.People]] = [
        ("pairs that share a key, with days of birth", [(p.one, p.other) for p in pairs]),
        ("random strangers, names alone", random_pairs[: sizes.keyed]),
    ]
    figures.speed += [speed.scored(what, some) for what, some in timed]
    if options.peers:
        say("peers")
        compared(figures, unseen, pairs, timed, random_pairs, sizes, options.peers)
    return figures


def register(
    kind: registers.Kind, data: Path, folder: Path, sizes: Sizes, asked: Sequence[Asked],
    figures: Figures, jobs: int,
) -> Index:  # fmt: skip
    """Make a register and ask it for the groups that concern it."""
    say(f"the register '{kind.name}'")
    names = kind.made(data, sizes.register, random.Random(f"{SEED} {kind.name}"))
    index = Index(names, folder, jobs)
    figures.registers[kind.name] = len(index.names)
    for row, group in zip(figures.recalled, asked, strict=True):
        if recall.concerns(kind, group.group):
            row.hits[kind.name] = recall.hits(index, group.keys)
    return index


def scores(
    figures: Figures, mixed: Index, asked: Sequence[Asked], pairs: Sequence[Pair], sizes: Sizes,
    chance: random.Random,
) -> None:  # fmt: skip
    """Precision, recall and calibration of the score."""
    usual = judged.scored(pairs)
    even = judged.rebased(usual, judged.EVEN)
    met = numpy.array([pair.shared for pair in pairs])
    for method, where in (("keys, then score", met), ("score alone", met | True)):
        for name, found, threshold in (
            ("0.5, one in 1000", usual, 0.5), ("0.5, one in 2", even, 0.5), ("best", even, None),
        ):  # fmt: skip
            figures.judged += judged.judge(
                method, pairs, numpy.where(where, found, -1), threshold, name
            )
    for pair in pairs:
        figures.pairs[pair.strangers] = figures.pairs.get(pair.strangers, 0) + 1
    figures.judged_groups = judged.by_group(pairs, numpy.where(met, even, -1))
    more = list(judged.strangers(mixed, asked, sizes.judged, sizes.strangers, chance))
    theirs = judged.with_days(judged.scored(more), chance)
    same = usual[numpy.array([p.shared and not p.strangers for p in pairs])]
    figures.pairs["calibration"] = len(more)
    for base_rate in (BASE_RATE, judged.EVEN):
        ours = judged.Likely(same, numpy.ones(len(same)))
        figures.calibrated.append(judged.calibrated(ours, theirs, base_rate))


def compared(
    figures: Figures, asked: Sequence[Asked], pairs: Sequence[Pair],
    timed: Sequence[tuple[str, peers.People]], random_pairs: peers.People, sizes: Sizes,
    python: str,
) -> None:  # fmt: skip
    """The peers on the same pairs."""
    peers.compare(figures, asked, random_pairs, python, sizes.judged)
    for name, usual in peers.NAMES.items():
        for at, (what, some) in enumerate(timed):
            answer = peers.ask(python, name, some)
            rate = len(some) / answer.seconds
            figures.speed.append(Speed(f"{name}, pairs/s", what, len(some), rate))
            if at == 0:
                if usual is not None:
                    figures.judged += judged.judge(name, pairs, answer.scores, usual, str(usual))
                figures.judged += judged.judge(name, pairs, answer.scores, None, "best")


def missed(asked: Sequence[Asked], chance: random.Random) -> None:
    """Write down some persons of each group that share no key with themselves."""
    rows = []
    for group in asked:
        lost = list(group.missed())
        for twice in chance.sample(lost, min(MISSED, len(lost))):
            names = " ; ".join(twice.held.names)
            rows.append(f"{group.group.name}\t{len(lost)}\t{twice.asked.names[0]}\t{names}\n")
    OUT.mkdir(exist_ok=True)
    (OUT / "names-missed.tsv").write_text("".join(rows), encoding="utf-8")


def written(figures: Figures, into: Path) -> None:
    """Write the page and its pictures."""
    (into / "img").mkdir(parents=True, exist_ok=True)
    plots.recall(figures, into / "img" / "names-recall.png")
    plots.calibration(figures, into / "img" / "names-calibration.png")
    (into / "bench-names.md").write_text(page.page(figures), encoding="utf-8")


_BEGUN = time.monotonic()


def say(what: str) -> None:
    """What is being done, and since when."""
    print(f"{time.monotonic() - _BEGUN:6.0f} s  {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
