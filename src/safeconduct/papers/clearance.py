"""The form of a clearance: one page for whoever carries it out, with a code for the door check.

It says what may be done, where, when, and who may be there; that it holds only as long as the door
check says so; and, in general words, on what ground it rests and what can be done against it. What
a clearance rests on inside is not in it, so it cannot be here: a form looks alike for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Protocol

from safeconduct.papers import door
from safeconduct.papers.door import Language
from safeconduct.papers.typeset import typeset

Data = dict[str, Any]


class Item(Protocol):
    """A thing that a clearance covers."""

    @property
    def item(self) -> str: ...
    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...


class Clearance(Protocol):
    """What the form shows of a clearance (`release/permit.py`)."""

    @property
    def number(self) -> str: ...
    @property
    def gate(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def persons(self) -> Sequence[str]: ...
    @property
    def attendants(self) -> Sequence[str]: ...
    @property
    def items(self) -> Sequence[Item]: ...
    @property
    def recipient(self) -> str: ...
    @property
    def start(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...
    @property
    def issued(self) -> datetime: ...
    @property
    def expires(self) -> datetime: ...


_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "sort": "Clearance", "title": "Clearance {number}", "of": "Given by {gate}",
        "allows": "What it allows", "place": "Where", "hours": "When",
        "persons": "Whom it concerns", "attendants": "Officials of the requesting state who may be "
        "there", "items": "What it covers", "recipient": "To whom", "none": "nobody",
        "issued": "Given on {issued}; to be used before {expires}.", "nowhere": "not limited to a "
        "place", "bytes": "{size} bytes", "only": "Nothing else is allowed: no other place or "
        "hour, nobody else, nothing more. It can be used once.",
        "door_title": "Check it at the door", "door": "This paper alone allows nothing. It holds "
        "only as long as the door check says “valid”: open the code, or the address below, before "
        "you begin.", "not": "If it says “not valid”, or does not answer, do not begin.",
        "grounds_title": "Ground", "remedies_title": "What can be done against it",
        "hand_over": "Whoever the measure concerns may keep a copy of this page and check it.",
        "more": "and {count} more; the door check lists nothing of them, ask who gave it",
    },
    "fr": {
        "sort": "Autorisation", "title": "Autorisation {number}", "of": "Délivrée par {gate}",
        "allows": "Ce qu’elle permet", "place": "Lieu", "hours": "Heures",
        "persons": "Personnes concernées", "attendants": "Agents de l’État requérant pouvant être "
        "présents", "items": "Ce sur quoi elle porte", "recipient": "Destinataire",
        "none": "aucun", "issued": "Délivrée le {issued} ; à utiliser avant le {expires}.",
        "nowhere": "sans lieu déterminé", "bytes": "{size} octets", "only": "Rien d’autre n’est "
        "permis : ni autre lieu ou heure, ni autre personne, ni rien de plus. Elle ne sert qu’une "
        "fois.", "door_title": "À vérifier à la porte", "door": "Ce papier seul ne permet rien. Il "
        "ne vaut qu’aussi longtemps que la vérification répond « valable » : ouvrez le code, ou "
        "l’adresse ci-dessous, avant de commencer.", "not": "Si la réponse est « non valable », ou "
        "s’il n’y en a pas, ne commencez pas.", "grounds_title": "Fondement",
        "remedies_title": "Voies de recours", "hand_over": "La personne concernée peut garder une "
        "copie de cette page et la vérifier.",
        "more": "et {count} autres ; demandez-en la liste à qui l’a délivrée",
    },
}  # fmt: skip

_KINDS: dict[str, dict[Language, str]] = {
    "search": {"en": "A search", "fr": "Une perquisition"},
    "seizure": {"en": "A seizure", "fr": "Une saisie"},
    "computer-search": {"en": "A search of devices", "fr": "Une recherche dans un système "
                        "informatique"},
    "bank-data": {"en": "To obtain bank data", "fr": "L’obtention de données bancaires"},
    "questioning": {"en": "A questioning", "fr": "Une audition"},
    "arrest": {"en": "An arrest", "fr": "Une arrestation"},
    "surrender": {"en": "A surrender", "fr": "Une remise"},
    "transmission": {"en": "To send what is listed here", "fr": "La transmission de ce qui est "
                     "énuméré ici"},
    "foreign-presence": {"en": "The presence of officials of the requesting state", "fr": "La "
                         "présence d’agents de l’État requérant"},
}  # fmt: skip
"""Kinds of measures in words; another kind stands as the clearance has it."""

MOST = 12
"""So many of a list fit on the page; of the rest the number is told."""


def form(
    clearance: Clearance,
    address: str,
    language: Language,
    called: Mapping[str, str] | None = None,
    zone: tzinfo = UTC,
) -> bytes:
    """The page of a clearance as PDF. `address`: of the door check, with the number in it.

    `called`: what persons, officials and items are called, by id; an id without a name stands as
    it is. `zone`: of the clocks where it is used; each hour says which. Raises `BadInput` if a name
    has a character that no font has.
    """
    data = content(clearance, address, language, called or {}, zone)
    return typeset("clearance", data, clearance.issued.astimezone(UTC).date())


def content(
    clearance: Clearance, address: str, language: Language, called: Mapping[str, str], zone: tzinfo
) -> Data:
    """What the page says, as data."""
    said = _WORDS[language]

    def names(ids: Sequence[str]) -> list[str]:
        found = [called.get(one, one) for one in ids]
        more = len(found) - MOST
        return [*found[:MOST], said["more"].format(count=more)] if more > 0 else found

    things = {
        item.item: f"{called.get(item.item, item.item)} — {said['bytes'].format(size=item.size)}, "
        f"SHA-256 {item.sha256[:16]}…"
        for item in clearance.items
    }
    kind = clearance.kind
    rows = [
        [said["allows"], [_KINDS.get(kind, {}).get(language, kind.replace("-", " "))]],
        [said["place"], [clearance.place or said["nowhere"]]],
        [said["hours"], [f"{_moment(clearance.start, zone)} – {_moment(clearance.until, zone)}"]],
        [said["persons"], names(clearance.persons) or [said["none"]]],
        [said["attendants"], names(clearance.attendants) or [said["none"]]],
    ]
    if things:
        listed = [things[item.item] for item in clearance.items]
        more = len(listed) - MOST
        shown = [*listed[:MOST], said["more"].format(count=more)] if more > 0 else listed
        rows.append([said["items"], shown])
    if clearance.recipient:
        rows.append([said["recipient"], [clearance.recipient]])
    answer = door.words(valid=True, language=language)
    return {
        "lang": language,
        "sort": said["sort"],
        "title": said["title"].format(number=clearance.number),
        "of": said["of"].format(gate=clearance.gate),
        "rows": rows,
        "only": said["only"],
        "issued": said["issued"].format(
            issued=_moment(clearance.issued, zone), expires=_moment(clearance.expires, zone)
        ),
        "door_title": said["door_title"],
        "door": said["door"],
        "not": said["not"],
        "number": clearance.number,
        "address": address,
        "code": code(address),
        "grounds_title": said["grounds_title"],
        "grounds": answer.grounds,
        "remedies_title": said["remedies_title"],
        "remedies": list(answer.remedies),
        "hand_over": said["hand_over"],
    }


def code(address: str) -> list[str]:
    """The QR code of an address (ISO/IEC 18004), row by row: 1 is dark.

    Error correction Q: a quarter of it can be stained or folded.
    """
    import segno  # noqa: PLC0415

    made = segno.make_qr(address, error="q", boost_error=False)
    return ["".join("1" if dark else "0" for dark in row) for row in made.matrix]


def _moment(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z")
