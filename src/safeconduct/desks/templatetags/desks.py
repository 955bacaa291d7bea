"""Filters and tags of all desks: days, and the words of case files in the reader's language."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safeconduct.desks import states, words

register = template.Library()

TABLES: dict[str, words.Words] = {
    "role": words.ROLES, "measure": words.MEASURES, "request": words.REQUESTS,
    "item": words.ITEMS, "relation": words.RELATIONS, "protection": words.PROTECTIONS,
    "view": words.VIEWS, "outcome": words.OUTCOMES, "stage": words.STAGES,
    "obstacle": words.OBSTACLES, "status": words.STATUSES, "mark": words.MARKS,
    "deadline": words.DEADLINES, "standing": words.STANDINGS, "event": words.EVENTS,
    "sign": words.OUTCOME_SIGNS, "link": words.LINKS, "alike": words.ALIKE,
    "said": words.SAID, "outward": words.OUTWARD,
}  # fmt: skip


@register.filter
def word(value: Any, table: str) -> str:
    """A word of case files as pages say it: `{{ m.kind|word:"measure" }}`; unknown ones as such."""
    return str(TABLES[table].get(str(value), value or ""))


@register.filter
def state(code: Any) -> str:
    """What a state is called, by its two letters."""
    return states.name(str(code or ""), get_language() or "en")


@register.filter
def day(value: Any) -> str | SafeString:
    """A day as people write it; one that is not whole (October 2013, soon after) as it is known."""
    if isinstance(value, date):
        found = value
    else:
        text = str(value or "")
        if text in ("", "unknown"):
            return _("day not known") if text else ""
        try:
            found = date.fromisoformat(text)
        except ValueError:
            return text
    return format_html('<time datetime="{}">{}</time>', found.isoformat(), _written(found))


@register.filter
def moment(value: Any) -> str | SafeString:
    """A moment in UTC as people write it."""
    found = value if isinstance(value, datetime) else parse_datetime(str(value or ""))
    if found is None:
        return str(value or "")
    return format_html(
        '<time datetime="{}">{}</time>', found.isoformat(),
        _("%(day)s at %(hour)s UTC") % {
            "day": _written(found), "hour": date_format(found, "H:i"),
        },
    )  # fmt: skip


def _written(found: date) -> str:
    """A whole day; French says "1er mai", which Django's formats do not."""
    text = date_format(found, "j F Y")
    return f"1er{text[1:]}" if found.day == 1 and (get_language() or "").startswith("fr") else text


@register.filter
def days_left(value: Any, today: date) -> int | None:
    """How many days there are until a day; negative once it is past; None for no whole day."""
    try:
        return (date.fromisoformat(str(value)) - today).days
    except ValueError:
        return None


@register.filter
def called(of: str, names: dict[str, str]) -> str:
    """What something is called whose id is shown nowhere: `{{ id|called:names }}`."""
    return names.get(of, of)


@register.filter
def named(text: str, names: dict[str, str]) -> str:
    """A text of the rules with names where ids stand."""
    for of in sorted(names, key=len, reverse=True):
        text = text.replace(of, names[of])
    return text


@register.filter
def list_of(fact: str) -> str:
    """What a list is called that can be declared complete, without what it is a list of."""
    return str(words.LISTS.get(fact.partition("(")[0], fact))


@register.filter
def where(rows: Iterable[dict[str, Any]], test: str) -> list[dict[str, Any]]:
    """The rows in which a field has a value: `{{ rows|where:"what=hold" }}`."""
    name, _sign, wanted = test.partition("=")
    return [row for row in rows if str(row.get(name, "")) == wanted]


@register.simple_tag
def new_once() -> str:
    """A name for the command of a form, so that it happens once however often it is sent."""
    return secrets.token_urlsafe(12)
