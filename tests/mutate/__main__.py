"""Puts small mistakes into the rulebook, one at a time, and sees who notices: `make mutate`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from random import Random

from tests.mutate.book import Mutant, shipped
from tests.mutate.notice import Notice

UNNOTICED = ""
NOT_COUNTED = ("same", "equivalent")


class _Work:
    notice: Notice | None = None


def _start() -> None:
    _Work.notice = Notice(shipped())


def _who(mutant: Mutant) -> str:
    if _Work.notice is None:
        raise RuntimeError("a process of the pool was not started as it should be")
    return _Work.notice.who(mutant)


def run(mutants: list[Mutant], processes: int) -> Iterator[tuple[Mutant, str]]:
    """Each mutant, and who noticed it."""
    with ProcessPoolExecutor(processes, None, _start) as pool:
        yield from zip(mutants, pool.map(_who, mutants, chunksize=8), strict=True)


def main() -> int:
    """Run all or some mutants and print what was noticed and what was not."""
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("--sample", type=int, metavar="N", help="only N mutants, picked at random")
    parser.add_argument("--seed", type=int, default=1, help="what to pick them by")
    parser.add_argument("--only", default="", metavar="TEXT", help="only names that begin so")
    parser.add_argument("--kind", default="", help="only mistakes of this kind")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    mutants = [
        m for m in shipped().mutants()
        if m.name.startswith(options.only) and m.change.kind.startswith(options.kind)
    ]  # fmt: skip
    if options.sample is not None and options.sample < len(mutants):
        picked = Random(options.seed).sample(range(len(mutants)), options.sample)
        mutants = [mutants[i] for i in sorted(picked)]
    begin = time.monotonic()
    found = []
    for number, one in enumerate(run(mutants, options.processes)):
        found.append(one)
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {len(mutants)}", end="", file=sys.stderr)
    show(found, time.monotonic() - begin)
    return 0


def show(found: list[tuple[Mutant, str]], seconds: float) -> None:
    """Print the kill rate by provision and kind, then the survivors."""
    counted = [(mutant, who) for mutant, who in found if who not in NOT_COUNTED]
    noticed = sum(who != UNNOTICED for _, who in counted)
    print(
        f"{len(counted)} mistakes ({len(found) - len(counted)} more change nothing), "
        f"{noticed} noticed ({_share(noticed, len(counted))}), in {seconds:.0f} s"
    )
    by = Counter(who for _, who in counted if who)
    print("noticed by: " + ", ".join(f"{who} {n}" for who, n in by.most_common()))
    for title, of in (("provision", "provision"), ("kind", "kind")):
        print(f"\nby {title}")
        for name, n, all_ in _rates(counted, of):
            print(f"  {_share(n, all_):>6}  {n:4} of {all_:4}  {name}")
    print("\nnobody notices")
    for mutant, who in counted:
        if who == UNNOTICED:
            print(f"  [{mutant.change.kind}] {mutant.label}")


def _rates(counted: Iterable[tuple[Mutant, str]], of: str) -> Iterator[tuple[str, int, int]]:
    every: Counter[str] = Counter()
    noticed: Counter[str] = Counter()
    for mutant, who in counted:
        name = mutant.provision if of == "provision" else mutant.change.kind
        every[name] += 1
        noticed[name] += who != UNNOTICED
    yield from sorted(
        ((name, noticed[name], n) for name, n in every.items()), key=lambda r: (r[1] / r[2], r[0])
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"


if __name__ == "__main__":
    raise SystemExit(main())
