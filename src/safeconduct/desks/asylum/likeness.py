"""What a request says of somebody beside what the register has: what agrees, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.case import dates
from safeconduct.case.exactname import number_key, words

Says = Literal["same", "other", "open"]


@dataclass(frozen=True)
class Row:
    """One thing, as both have it. `open`: one of them does not know it, or not whole."""

    what: Promise | str
    asked: list[str]
    listed: list[str]
    says: Says


def rows(person: dict[str, Any], entry: dict[str, Any]) -> Iterator[Row]:
    """Number, birth and names of a person of a matter and of one of the register."""
    ours, theirs = number_key(person["number"]), number_key(entry["number"])
    yield Row(
        _("National number"), _known(person["number"]), _known(entry["number"]),
        _says(bool(ours and theirs), ours == theirs),
    )  # fmt: skip
    yield Row(
        _("Born"), [person["born"]], [entry["born"]], _days(person["born"], entry["born"])
    )  # fmt: skip
    mine = {_name(one) for one in person["names"]}
    listed = {_name(one) for one in entry["names"]}
    yield Row(_("Names"), person["names"], entry["names"], "same" if mine & listed else "other")


def _known(number: str) -> list[str]:
    return [number] if number else []


def _name(text: str) -> frozenset[str]:
    return frozenset(words(text))


def _says(both: bool, same: bool) -> Says:
    return ("same" if same else "other") if both else "open"


def _days(one: str, other: str) -> Says:
    try:
        (first, last), (begin, end) = dates.span(one), dates.span(other)
    except dates.BadDate:
        return "open"
    if last < begin or end < first:
        return "other"
    return "same" if first == last and begin == end else "open"
