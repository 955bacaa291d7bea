"""`safeconduct gate retention …` and `safeconduct gate releases …`: what the offices run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safeconduct.cli.common import print_json
from safeconduct.cli.gateactions import acting, actor, set_up

Run = Callable[[argparse.Namespace], int]
Add = Callable[[Any, str, Run, str], argparse.ArgumentParser]


def add_to(actions: Any, add: Add) -> None:
    """Add the actions. `add` makes one about a gate's folder."""
    retention = actions.add_parser("retention", help="what closed cases say is erased in time")
    verbs = retention.add_subparsers(required=True, metavar="ACTION")
    acting(add(verbs, "list", _kept, "list closed cases, and until when each is kept"))
    new = acting(add(verbs, "propose", _propose, "propose that what a case says be erased"))
    new.add_argument("case", help="the case's id")
    new.add_argument("--reasons", required=True, help="why, and on whose order if there is one")
    new.add_argument("--ordered", action="store_true", help="before its time, on an order")
    done = acting(add(verbs, "erase", _erase, "erase it, as another person proposed"))
    done.add_argument("case", help="the case's id")

    releases = actions.add_parser("releases", help="releases of the rulebook")
    verbs = releases.add_subparsers(required=True, metavar="ACTION")
    add(verbs, "list", _releases, "list them, with who has signed")
    fresh = acting(add(verbs, "add", _add, "copy a folder with a rulebook in, once it is tested"))
    fresh.add_argument("source", type=Path, help="a folder with a rulebook and its tests")
    for name, run, words in (
        ("sign", _sign, "sign one, once its tests have passed again"),
        ("preview", _preview, "list the open measures whose outcome it would change today"),
        ("activate", _activate, "use it from now on, once two persons have signed it"),
    ):
        acting(add(verbs, name, run, words)).add_argument("release", help="its hash")


def _kept(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import retention  # noqa: PLC0415

    who, found = actor(options), list[retention.Kept]()
    while some := retention.kept(who, found[-1].case if found else ""):
        found += some
    if options.json:
        print_json(found)
    for one in found if not options.json else ():
        says = f"kept until {one.until}" + (", which has come" if one.due else "")
        proposed = f"; erasure proposed on {one.proposed}" if one.proposed else ""
        print(f"{one.case:34}{says}{proposed}")
    return 0


def _propose(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import retention  # noqa: PLC0415

    retention.propose(actor(options), options.case, options.reasons, ordered=options.ordered)
    print(f"Proposed. Another person carries it out: safeconduct gate retention erase … "
          f"{options.case}")  # fmt: skip
    return 0


def _erase(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import retention  # noqa: PLC0415

    count = retention.carry_out(actor(options), options.case)
    print(f"{count} entries of {options.case} say nothing any more; the record still holds them.")
    return 0


def _releases(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import releases  # noqa: PLC0415
    from safeconduct.gate.models import Release  # noqa: PLC0415

    signed = releases.signatures()
    found: list[dict[str, Any]] = [
        {"hash": one.pk, "active": one.active, "signed": signed.get(one.pk, [])}
        for one in Release.objects.order_by("added", "pk")
    ]
    if options.json:
        print_json(found)
    for row in found if not options.json else ():
        state = "in use" if row["active"] else f"signed by: {', '.join(row['signed']) or 'nobody'}"
        print(f"{row['hash']}  {state}")
    return 0


def _add(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import releases  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    with output.progress("Testing") as tell:
        digest = releases.bring(actor(options), options.source, tell)
    print(digest)
    return 0


def _sign(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import releases  # noqa: PLC0415

    releases.sign(actor(options), options.release)
    print(f"Signed {options.release}.")
    return 0


def _preview(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import releases  # noqa: PLC0415
    from safeconduct.terminal import output  # noqa: PLC0415

    with output.progress("Ruling") as tell:
        changes = releases.preview(actor(options), options.release, tell)
    return _changes(options, changes, "would have")


def _activate(options: argparse.Namespace) -> int:
    set_up(options)
    from safeconduct.gate import releases  # noqa: PLC0415

    return _changes(options, releases.activate(actor(options), options.release), "have")


def _changes(options: argparse.Namespace, changes: list[Any], how: str) -> int:
    from safeconduct.gate import previews  # noqa: PLC0415

    placed = previews.placed(changes)
    if options.json:
        print_json(placed)
        return 0
    requests = {one.request for one in placed}
    print(f"{len(placed)} open measures of {len(requests)} requests {how} another outcome:")
    for one in placed:
        print(f"  {one.request}  {one.measure}  {one.old or 'none'} -> {one.new or 'none'}")
    return 0
