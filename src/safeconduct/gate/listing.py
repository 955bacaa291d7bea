"""Lists of requests and measures, newest first, a page at a time, from the gate's tables.

A page begins after the last row of the one before (its day and id), not at a number: what comes in
meanwhile moves nothing, and the thousandth page is as quick as the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from safeconduct.gate.errors import Wrong
from safeconduct.gate.models import Measure, Request

LONGEST = 200
"""The most rows of a page."""


@dataclass(frozen=True)
class Filter:
    """Which rows are wanted; what is None does not matter."""

    case: str | None = None
    requesting_state: str | None = None
    kind: str | None = None
    closed: bool | None = None
    confirmed: bool | None = None
    stages: Sequence[str] | None = None
    outcome: str | None = None
    held: bool | None = None
    away: frozenset[str] = frozenset()
    """Cases that are left out before pages are made, so that no page tells that something is."""


class RequestRow(NamedTuple):
    """A request with its measures."""

    request: Request
    measures: list[Measure]


Row = TypeVar("Row")
Indexed = TypeVar("Indexed", bound=Model)


class Page(NamedTuple, Generic[Row]):
    """Some rows, and where the next page begins (empty: there is none)."""

    rows: list[Row]
    after: str


def requests(wanted: Filter, after: str, limit: int) -> Page[RequestRow]:
    """Requests, newest first, each with its measures. Raises `Wrong` for a false `after`."""
    found = Request.objects.select_related("case").exclude(case__in=wanted.away)
    found = found.filter(**_given(requesting_state=wanted.requesting_state, kind=wanted.kind,
                                  case_id=wanted.case, closed=wanted.closed,
                                  confirmed=wanted.confirmed))  # fmt: skip
    about = _about_measures(wanted)
    if about:
        found = found.filter(Exists(Measure.objects.filter(about, request_id=OuterRef("pk"))))
    rows, following = _page(found, after, limit)
    of: dict[str, list[Measure]] = {row.pk: [] for row in rows}
    for measure in Measure.objects.filter(request_id__in=list(of)).order_by("id"):
        of[measure.request_id].append(measure)
    return Page([RequestRow(row, of[row.pk]) for row in rows], following)


def measures(wanted: Filter, after: str, limit: int) -> Page[Measure]:
    """Measures, those with the latest day first. Raises `Wrong` for a false `after`."""
    found = Measure.objects.select_related("case").exclude(case__in=wanted.away)
    found = found.filter(_about_measures(wanted))
    found = found.filter(**_given(case_id=wanted.case, kind=wanted.kind))
    if wanted.requesting_state is not None or wanted.closed is not None:
        of = Request.objects.filter(
            pk=OuterRef("request_id"),
            **_given(requesting_state=wanted.requesting_state, closed=wanted.closed),
        )
        found = found.filter(Exists(of))
    return Page(*_page(found, after, limit))


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _about_measures(wanted: Filter) -> Q:
    found = Q()
    if wanted.stages is not None:
        found &= Q(stage__in=list(wanted.stages))
    if wanted.outcome is not None:
        found &= Q(outcome=wanted.outcome)
    if wanted.held is not None:
        found &= Q(held=wanted.held)
    return found


def _page(found: QuerySet[Indexed], after: str, limit: int) -> tuple[list[Indexed], str]:
    if after:
        day, last = _place(after)
        # The first half alone lets the database begin in the index at that day.
        found = found.filter(Q(sort_day__lte=day) & (Q(sort_day__lt=day) | Q(pk__lt=last)))
    limit = max(1, min(limit, LONGEST))
    rows: Any = list(found.order_by("-sort_day", "-pk")[: limit + 1])
    more = len(rows) > limit
    rows = rows[:limit]
    return rows, f"{rows[-1].sort_day.isoformat()}~{rows[-1].pk}" if more else ""


def _place(after: str) -> tuple[date, str]:
    day, _, last = after.partition("~")
    try:
        return date.fromisoformat(day), last
    except ValueError:
        raise Wrong("after: give it as 'next' of the page before had it") from None
