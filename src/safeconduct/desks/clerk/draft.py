"""A request that is being registered: what is proposed, what the clerk has filled in so far.

Whatever a letter proposes stands in the form beside the words that it comes from. A proposal that
nobody ticked or changed is not registered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safeconduct.case.ids import PATTERN
from safeconduct.desks import typed
from safeconduct.desks.clerk.letter import Found, Proposals
from safeconduct.desks.pages import lines
from safeconduct.desks.states import name
from safeconduct.desks.words import MEASURES

FIELDS = {
    "requesting_state": gettext_lazy("Requesting state"), "reference": gettext_lazy("Reference"),
    "channel": gettext_lazy("How and when it came in"), "offences": gettext_lazy("Offences"),
    "basis": gettext_lazy("Legal basis, as the letter says"),
}  # fmt: skip
"""The fields that a letter can fill in."""
_SPARE = 2
"""How many empty rows follow those that are filled in."""
_MOST = 120


@dataclass
class Row:
    """A person or a measure of the form. `id`: what it is registered as already."""

    values: dict[str, str] = field(default_factory=dict)
    use: bool = False
    id: str = ""
    quote: str = ""
    line: str = ""
    doubt: str = ""
    key: str = ""
    """How its fields in the form begin."""


@dataclass
class Draft:
    """The whole form. `proposed`: what the letter said of fields, by their names."""

    values: dict[str, str] = field(default_factory=dict)
    proposed: dict[str, Row] = field(default_factory=dict)
    persons: list[Row] = field(default_factory=list)
    measures: list[Row] = field(default_factory=list)
    case: str = ""
    request: str = ""

    def keyed(self) -> Draft:
        """The same, with the rows' keys."""
        for sort, rows in (("person", self.persons), ("measure", self.measures)):
            for number, row in enumerate(rows):
                row.key = f"{sort}-{number}"
        return self

    missing: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


_VALUES = ("title", "kind", *FIELDS)
_PERSON = ("called", "born", "citizen_of")
_MEASURE = ("kind", "title", "on")


def empty() -> Draft:
    """A form with nothing in it."""
    return Draft(
        values={"kind": "legal-assistance"}, persons=[Row() for _n in range(_SPARE)],
        measures=[Row() for _n in range(_SPARE)],
    )  # fmt: skip


def of_letter(found: Proposals, language: str) -> Draft:
    """The form as a letter proposes it."""
    made = empty()
    _propose(made, "requesting_state", found.state)
    _propose(made, "reference", found.reference)
    _propose(made, "channel", found.dated, lambda day: _("letter of %(day)s") % {"day": day})
    _propose(made, "offences", found.offences)
    if found.basis:
        made.values["basis"] = "\n".join(one.value for one in found.basis)
        first = found.basis[0]
        quote = " / ".join(one.quote for one in found.basis)
        made.proposed["basis"] = Row(quote=quote, line=str(first.line))
    kinds = ", ".join(str(MEASURES[one.value]) for one in found.measures[:3])
    if kinds and found.state:
        state = name(found.state.value, language)
        made.values["title"] = f"{kinds[0].upper()}{kinds[1:]} – {state}"
    made.persons[:0] = [
        Row({"called": one.called, "born": one.born}, False, "", one.quote, str(one.line),
            one.doubt)
        for one in found.persons
    ]  # fmt: skip
    made.measures[:0] = [
        Row({"kind": one.value, "title": _title(one.value)}, False, "", one.quote, str(one.line))
        for one in found.measures
    ]
    kinds_found = {one.value for one in found.measures}
    if kinds_found & {"surrender"} and not kinds_found & {"search", "bank-data", "seizure"}:
        made.values["kind"] = "extradition"
    made.missing, made.remarks = found.missing, tuple(found.remarks)
    return made


def _title(kind: str) -> str:
    text = str(MEASURES[kind])
    return text[:1].upper() + text[1:]


def _propose(
    made: Draft, field_name: str, found: Found | None, say: Callable[[str], str] = str
) -> None:
    if found is None:
        return
    made.values[field_name] = say(found.value)
    made.proposed[field_name] = Row(quote=found.quote, line=str(found.line), doubt=found.doubt)


def filled_in(form: QueryDict) -> Draft:
    """The form as it was sent."""
    made = Draft(
        values={each: form.get(each, "").strip() for each in _VALUES},
        persons=list(_rows(form, "person", _PERSON)),
        measures=list(_rows(form, "measure", _MEASURE)),
        case=_id(form, "case"), request=_id(form, "request"),
        missing=tuple(form.get("missing", "").split()),
        remarks=tuple(form.get("remarks", "").split()),
    )  # fmt: skip
    for each in FIELDS:
        if quote := form.get(f"{each}-quote", ""):
            made.proposed[each] = Row(
                {"was": form.get(f"{each}-was", "")}, form.get(f"{each}-ok") == "yes", "", quote,
                form.get(f"{each}-line", ""), form.get(f"{each}-doubt", ""),
            )  # fmt: skip
    return made


def _id(form: QueryDict, field_name: str) -> str:
    """The id of what was registered before; empty for what can be none."""
    found = form.get(field_name, "")
    return found if re.fullmatch(PATTERN, found) else ""


def _rows(form: QueryDict, sort: str, names: Sequence[str]) -> Iterator[Row]:
    for number in range(_MOST):
        key = f"{sort}-{number}"
        if f"{key}-{names[0]}" not in form:
            return
        yield Row(
            {each: form.get(f"{key}-{each}", "").strip() for each in names},
            form.get(f"{key}-use") == "yes", _id(form, f"{key}-id"),
            form.get(f"{key}-quote", ""), form.get(f"{key}-line", ""), form.get(f"{key}-doubt", ""),
        )  # fmt: skip


def unconfirmed(draft: Draft) -> list[str]:
    """A line for each proposal that stands as it was and that nobody has ticked."""
    found = []
    for each, row in draft.proposed.items():
        same = "".join(row.values.get("was", "").split()) == "".join(draft.values[each].split())
        if same and not row.use:
            found.append(
                _("%(field)s: compare it with the letter and tick it, or change it.")
                % {"field": FIELDS[each]}
            )
    return found


def wanting(draft: Draft) -> list[str]:
    """A line for each row that is ticked and lacks what nothing can be registered without."""
    found = []
    for number, row in enumerate(draft.persons, 1):
        if row.use and not row.values["called"]:
            found.append(_("Person %(n)s: write the name, or take the tick away.") % {"n": number})
    for number, row in enumerate(draft.measures, 1):
        if row.use and not row.values["title"]:
            found.append(_("Measure %(n)s: write a title, or take the tick away.") % {"n": number})
        if row.use and not row.values["on"]:
            found.append(
                _("Measure %(n)s: write the day on which it could be done, as in 2019-06-01. "
                  "If the letter names none, write the day from which it could be done.")
                % {"n": number}
            )  # fmt: skip
    return found


def measure_body(row: Row) -> dict[str, Any]:
    """A measure as the API takes it, without whom it touches."""
    return {**row.values, "on": typed.day(row.values["on"])}


def request_body(draft: Draft) -> dict[str, Any]:
    """The request as the API takes it."""
    said = draft.values
    return {
        "requesting_state": said["requesting_state"], "kind": said["kind"],
        "title": said["title"], "offences": said["offences"], "reference": said["reference"],
        "channel": said["channel"],
        "claims": [{"basis": one, "said_by": "the requesting state"}
                   for one in lines(said["basis"])],
    }  # fmt: skip


def person_body(row: Row) -> dict[str, Any]:
    """A person as the API takes them."""
    called = row.values["called"]
    return {
        "called": called, "names": [{"spelled": called, "source": "request"}] if called else [],
        "born": typed.day(row.values.get("born", "")) or "unknown",
        "citizen_of": typed.states(row.values.get("citizen_of", "")),
    }  # fmt: skip
