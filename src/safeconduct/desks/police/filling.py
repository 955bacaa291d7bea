"""The report as a form: rows that grow without any script, and what was left empty, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.desks.pages import lines

ATTENDED = ("who", "office", "rule", "supervisor", "could_see")
TAKEN = ("title", "kind", "owner", "owner_named", "owner_calls_it", "objection")
TICKED = {"attended": "foreign", "taken": "photo"}
MOST = {"attended": 50, "taken": 200}
_PLAIN = ("hour", "entry", "vulnerable", "counsel", "signature", "pressure", "remarks")
_HOUR = re.compile(r"^([0-9]{1,2})[:.h]([0-9]{2})$")

NAMES: dict[str, Promise | str] = {
    "hour": gettext_lazy("the hour at which it began"),
    "attended": gettext_lazy("who was there"),
    "taken": gettext_lazy("what was taken"),
    "entry": gettext_lazy("how you came in"),
    "vulnerable": gettext_lazy("who was there that needed care"),
    "counsel": gettext_lazy("whether a lawyer was let in"),
    "signature": gettext_lazy("whether they signed or refused"),
    "pressure": gettext_lazy("what was said to get a signature"),
}


@dataclass
class Form:
    """What is filled in so far."""

    plain: dict[str, str]
    attended: list[dict[str, str]] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    ticks: set[str] = field(default_factory=set)
    """`attended-none`, `taken-none`, `vulnerable-none`: said that there was nobody, or nothing."""


def read(sent: QueryDict, asks: dict[str, str]) -> Form:
    """The form as it was sent, with one more empty row where that was asked for."""
    plain = {name: sent.get(name, "").strip() for name in _PLAIN}
    form = Form(plain)
    form.attended = _rows(sent, "attended", ATTENDED)
    form.taken = _rows(sent, "taken", TAKEN)
    form.facts = {word: sent.get(f"fact-{word}", "") for word in asks}
    form.ticks = {n for n in ("attended-none", "taken-none", "vulnerable-none") if sent.get(n)}
    return form


def grown(form: Form, action: str) -> Form:
    """The form with an empty row more where the button for one was pressed; each has one."""
    for name in ("attended", "taken"):
        rows: list[dict[str, str]] = getattr(form, name)
        if (action == f"more-{name}" or not rows) and len(rows) < MOST[name]:
            rows.append({})
    return form


def body(form: Form, seen: str) -> dict[str, Any]:
    """The report as the API takes it. What was not said is left out."""
    said: dict[str, Any] = {"seen": seen}
    for name in ("entry", "counsel", "signature", "pressure"):
        if form.plain[name]:
            said[name] = form.plain[name]
    if form.plain["hour"]:
        said["hour"] = hour(form.plain["hour"])
    if form.plain["vulnerable"] or "vulnerable-none" in form.ticks:
        said["vulnerable"] = lines(form.plain["vulnerable"])
    said["remarks"] = lines(form.plain["remarks"])
    if form.attended or "attended-none" in form.ticks:
        said["attended"] = [_attended(row) for row in form.attended]
    if form.taken or "taken-none" in form.ticks:
        said["taken"] = [each for row in form.taken for each in _taken(row)]
    said["facts"] = {word: value for word, value in form.facts.items() if value}
    return said


def hour(text: str) -> str:
    """An hour as the API has it, however it was written; else as it is, which is refused."""
    found = _HOUR.match(text)
    return f"{int(found[1]):02}:{found[2]}" if found else text


def left_out(form: Form) -> list[str]:
    """What is not said so far, in words; the report is filed with it as not said."""
    said = body(form, "")
    found = [str(words) for name, words in NAMES.items() if name not in said]
    if said.get("hour") and not _HOUR.match(form.plain["hour"]):
        found.append(_("the hour cannot be read: write it as in 06:30"))
    for row in form.attended:
        if row.get("foreign"):
            found += [
                words % {"who": row.get("who", "")}
                for name, words in (
                    ("office", _("the office of %(who)s")),
                    ("rule", _("the rule that lets %(who)s attend")),
                    ("supervisor", _("who watched over %(who)s")),
                    ("could_see", _("what %(who)s could see")),
                )
                if not row.get(name)
            ]
    found += [
        _("whose this is: %(thing)s") % {"thing": row.get("title", "")}
        for row in form.taken
        if not row.get("owner") and not row.get("owner_named")
    ]
    return found


def unasked(form: Form, asks: dict[str, str]) -> int:
    """How many of the questions that a report answers have no answer so far."""
    return sum(not form.facts.get(word) for word in asks)


def photograph(title: str) -> str:
    """What the photograph of a thing is called in the inventory."""
    return _("Photograph: %(thing)s") % {"thing": title}


def _rows(sent: QueryDict, of: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a table in which anything was filled in."""
    found = []
    for number in range(MOST[of]):
        row = {name: sent.get(f"{of}-{number}-{name}", "").strip() for name in names}
        # A kind is always chosen, and says nothing by itself.
        if any(text for name, text in row.items() if name != "kind"):
            tick = TICKED[of]
            row[tick] = "yes" if sent.get(f"{of}-{number}-{tick}") else ""
            found.append(row)
    return found


def _attended(row: dict[str, str]) -> dict[str, str]:
    said = {name: row.get(name, "") for name in ATTENDED}
    return {**said, "foreign": row.get("foreign") or "no", "said_by": "the execution report"}


def _taken(row: dict[str, str]) -> list[dict[str, Any]]:
    thing = {name: row.get(name, "") for name in TAKEN if name != "owner"}
    thing = {**thing, "kind": row.get("kind") or "other"}
    whose: dict[str, Any] = {"owner": row["owner"]} if row.get("owner") else {}
    found: list[dict[str, Any]] = [{**thing, **whose}]
    if row.get("photo"):
        title = photograph(thing["title"])
        named = {"owner_named": row.get("owner_named", "")}
        found.append({"title": title, "kind": "execution-record", **named, **whose})
    return found
