"""Filters and tags of all desks: days, and the words of case files in the reader's language."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from safeconduct.desks import plainly as sentences
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
def states_named(codes: Iterable[str] | None) -> str:
    """What several states are called, by their letters."""
    return ", ".join(state(code) for code in codes or ())


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


@register.simple_tag(takes_context=True)
def plainly(context: dict[str, Any], text: Any) -> str:
    """A sentence of the API with names where ids stand, and no id: `{% plainly problem %}`."""
    return sentences.plainly(str(text), context.get("names") or {})


@register.filter
def outcome_of(text: str) -> str:
    """The outcome that an obstacle of the ruling only names; empty for any other obstacle."""
    found = re.fullmatch(r"the outcome is ([a-z-]+)", text)
    return found[1] if found else ""


@register.filter
def overdue(text: str) -> str:
    """What is overdue, in the reader's language: the API says it in few, fixed sentences."""
    what, _sign, due = text.partition("; it was due on ")
    if what not in words.OVERDUE or not due:
        return text
    return _("%(what)s; it was due on %(day)s") % {
        "what": words.OVERDUE[what], "day": _written(date.fromisoformat(due)),
    }  # fmt: skip


@register.filter
def unsaid(text: str) -> str | SafeString:
    """What a report left out, in the reader's language; questions stay as the rulebook has them."""
    if text in words.UNSAID:
        return str(words.UNSAID[text])
    if found := re.fullmatch(r"whose '(.*)' is", text):
        return _("whose this is: %(thing)s") % {"thing": found[1]}
    return format_html('<span lang="en">{}</span>', text)


@register.filter
def alike(rows: Iterable[dict[str, Any]], names: str) -> list[dict[str, Any]]:
    """Rows that are the same in these fields in one row each, with how many there are (`times`).

    `{% for one in told|alike:"case_id text day" %}`
    """
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = tuple(row.get(name) for name in names.split())
        found.setdefault(key, {**row, "times": 0})["times"] += 1
    return list(found.values())


@register.filter
def mark(value: str) -> str:
    """What the mark of a text of law says: how far it was checked."""
    letter, _sign, year = str(value).partition("@")
    said = str(words.MARKS.get(letter, value))
    return f"{said} ({year})" if year else said


@register.filter
def language(code: str) -> str:
    """What a language is called, by its letters; other words as they are."""
    try:
        return str(get_language_info(str(code))["name_translated"]).lower()
    except KeyError:
        return str(code)


@register.filter
def sent(form: QueryDict, name: str) -> list[str]:
    """All that a form said in the fields of one name."""
    return form.getlist(name)


@register.filter
def at(rows: list[str], number: int) -> str:
    """The one at a place, from 0; empty where there is none."""
    return rows[number] if 0 <= number < len(rows) else ""


@register.simple_tag
def new_once() -> str:
    """A name for the command of a form, so that it happens once however often it is sent."""
    return secrets.token_urlsafe(12)
