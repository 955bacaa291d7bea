"""Fills a gate with a docket, in a process of its own: `python -m bench.gateload FOLDER REQUESTS`.

The events are real, and so are the record's entries; what is left out is one transaction for each
command, which would take an hour. It prints JSON: keys, ids to ask for, and how long the same work
takes without the API around it.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from safeconduct.case import events as ev

SEED = 7
A_CASE = 3
"""Measures of a request."""
_AT_ONCE = 100
_PROBES = 200

SEATS = (
    "magistrate", "clerk", "second-signer", "overseer", "observer", "police-officer", "defence",
    "operator",
)  # fmt: skip
"""Who has an account."""


def cases(requests: int, words: Any) -> Iterator[list[ev.AnyEvent]]:
    """Ordinary requests with three measures each, under ids of their own."""
    from bench.docket.requests import ordinary  # noqa: PLC0415
    from safeconduct.case import check  # noqa: PLC0415
    from safeconduct.case.casefile import to_events  # noqa: PLC0415
    from safeconduct.case.document import Document  # noqa: PLC0415
    from safeconduct.case.rename import ids, rename  # noqa: PLC0415

    made = number = 0
    while made < requests:
        found = ordinary(SEED, number)
        number += 1
        if len(found.steps) != A_CASE:
            continue
        tree = dict(found.tree)
        items = [item for step in found.steps for item in step.items]
        tree["items"] = list(
            {one["item"]: one for one in [*tree.get("items", []), *items]}.values()
        )
        plans = [step.plan for step in found.steps]
        tree["measures"] = list({one["measure"]: one for one in plans}.values())
        document = Document(found.name, tree)
        events = check.check(document, to_events(document), words)
        events = [*events, ev.RequestConfirmed(request="req", proof="seen", by="second-signer",
                                               day=found.registered.isoformat())]  # fmt: skip
        names = {name: f"{name}-{made}" for name in ids(events)}
        yield rename(events, names)
        made += 1


def fill(requests: int) -> None:
    """Put a docket into the gate that this process is."""
    from safeconduct.files.store import case_words  # noqa: PLC0415
    from safeconduct.gate.node import current  # noqa: PLC0415

    source = cases(requests, case_words(current().rulebook()))
    while some := list(islice(source, _AT_ONCE)):
        _keep(some)


def _keep(some: Sequence[list[ev.AnyEvent]]) -> None:
    from safeconduct.case.about import Things  # noqa: PLC0415
    from safeconduct.case.state import fold  # noqa: PLC0415
    from safeconduct.gate import index  # noqa: PLC0415
    from safeconduct.gate.connection import writing  # noqa: PLC0415
    from safeconduct.gate.models import Case, Entry  # noqa: PLC0415
    from safeconduct.gate.node import current  # noqa: PLC0415
    from safeconduct.record.record import Written  # noqa: PLC0415

    with writing() as connection:
        written: list[Written] = []
        entries: list[tuple[Case, int]] = []
        rows: list[Any] = []
        heads: list[Case] = []
        for events in some:
            head = events[0]
            assert isinstance(head, ev.CaseOpened)
            case = Case(
                id=head.case, title=head.title, executing_state=head.executing_state,
                opened=head.day, version=len(events),
            )  # fmt: skip
            things = Things()
            heads.append(case)
            written += [Written(event, things.about(event), "clerk") for event in events]
            entries += [(case, number) for number in range(len(events))]
            rows += index.rows(case, events, fold(events), current().today())
        Case.objects.bulk_create(heads)
        for model in index.LISTED:
            model._default_manager.bulk_create([row for row in rows if isinstance(row, model)])
        receipts = current().record.append(connection, written)
        Entry.objects.bulk_create(
            Entry(case=case, number=number, position=receipt.position)
            for (case, number), receipt in zip(entries, receipts, strict=True)
        )


def probe() -> dict[str, list[float]]:
    """The same work without the API: the rows of a page; a ruling on events in memory."""
    from safeconduct.gate import reading  # noqa: PLC0415
    from safeconduct.gate.connection import DjangoConnection  # noqa: PLC0415
    from safeconduct.gate.models import Measure  # noqa: PLC0415
    from safeconduct.gate.node import current  # noqa: PLC0415
    from safeconduct.law.rule import Rulings  # noqa: PLC0415

    connection, chance = DjangoConnection(), random.Random(SEED)
    measures = sorted(Measure.objects.values_list("pk", "case_id"))
    rulebook, today = current().rulebook(), current().today()

    def page() -> None:
        connection.execute(
            "SELECT r.*, c.version FROM gate_request r JOIN gate_case c ON c.id = r.case_id "
            "ORDER BY r.sort_day DESC, r.id DESC LIMIT 50"
        ).fetchall()

    rulings = []
    for measure, case in chance.sample(measures, min(_PROBES, len(measures))):
        events = reading.events(case)
        rulings.append(_timed(lambda e=events, m=measure: Rulings(rulebook, e).rule(m, today)))  # type: ignore[misc]
    return {"page": [_timed(page) for _ in range(_PROBES)], "ruling": rulings}


def _timed(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def main(folder: Path, requests: int) -> None:
    """Fill the gate of a folder, and print what is to be asked."""
    from safeconduct.server.serve import migrate, set_up  # noqa: PLC0415

    set_up(folder, migrated=False)
    migrate()
    from safeconduct.gate.models import Entry, Measure, Request  # noqa: PLC0415
    from safeconduct.policy.models import Account, Mandate  # noqa: PLC0415
    from safeconduct.policy.signin import new_key  # noqa: PLC0415

    begin = time.perf_counter()
    fill(requests)
    took = time.perf_counter() - begin
    for role in SEATS:
        account = Account.objects.create(id=role, called=role, person=f"a {role}")
        Mandate.objects.create(
            account=account, role=role, since=date(2020, 1, 1), confirmed_by="a benchmark"
        )
    account = Account.objects.get(pk="magistrate")
    print(
        json.dumps({
            "key": new_key(
                account, "magistrate", given_by="magistrate", confirmed_by="a benchmark"
            ), "loaded": took,
            "requests": Request.objects.count(), "measures": Measure.objects.count(),
            "entries": Entry.objects.count(),
            "ask": sorted(Measure.objects.values_list("case_id", "pk")),
            "of": sorted(Request.objects.values_list("case_id", "pk")),
            "peer": probe(),
        })
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
