"""A letter comes in: what it says is proposed, the clerk confirms it, and it is registered."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.desks.acting import must_act
from safeconduct.desks.clerk import draft, letter, pdf
from safeconduct.desks.clerk.draft import Draft, Row
from safeconduct.desks.inside import Answer, post
from safeconduct.desks.pages import acted, desk, show
from safeconduct.desks.states import choices
from safeconduct.desks.words import MEASURES, REQUESTS
from safeconduct.gate.dear import dear
from safeconduct.gate.node import current

DOUBTS = {
    "day-month": gettext_lazy("Day and month could be the other way round; compare it."),
    "only-state": gettext_lazy("It is only the one other state that the letter names; compare it."),
}
REMARKS = {
    "cut": gettext_lazy("The letter is longer than is read here; what comes late in it was not "
                        "read."),
    "script": gettext_lazy("The letter is mostly in a script that is not read here; only Latin "
                           "letters are."),
    "empty": gettext_lazy("There is no text to read."),
}  # fmt: skip
MISSING = {
    "state": gettext_lazy("the requesting state"), "reference": gettext_lazy("a reference"),
    "dated": gettext_lazy("the day of the letter"), "basis": gettext_lazy("a legal basis"),
    "offences": gettext_lazy("offences"), "measures": gettext_lazy("measures that are asked for"),
    "persons": gettext_lazy("persons with a birth date, a title or a label beside their name"),
}  # fmt: skip


@desk("clerk")
def new(request: HttpRequest) -> HttpResponse:
    """First the letter, if there is one; then the form with what it seems to say."""
    if request.method != "POST":
        if "blank" in request.GET:
            return _form(request, draft.empty(), "")
        return show(request, "clerk/new.html")
    sent = request.FILES.get("file")
    try:
        text = _read(request, sent) if sent else request.POST.get("text", "")
    except pdf.Unreadable as error:
        return _refused(request, [str(pdf.PROBLEMS[error.problem])])
    if not text.strip():
        return _refused(request, [_("Choose a file, or paste the text of the letter.")])
    found = letter.read(text, own=current().executing_state)
    return _form(request, draft.of_letter(found, get_language() or "en"), text)


def _read(request: HttpRequest, sent: Any) -> str:
    with dear(must_act(request).account):
        return pdf.text_of(sent.read())


def _refused(request: HttpRequest, problems: list[str]) -> HttpResponse:
    cast(Any, request).problems = problems
    return show(request, "clerk/new.html", status=422)


@desk("clerk")
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Register what the form says: the case, the request, then persons and measures.

    What was done before something is refused stays done; the form remembers it.
    """
    said = draft.filled_in(request.POST)
    problems = [*draft.unconfirmed(said), *draft.wanting(said)]
    if not problems:
        problems = _registered(request, said)
    if problems:
        cast(Any, request).problems = problems
        return _form(request, said, request.POST.get("text", ""), status=422)
    words = _("Registered. A second person has to confirm where it came from.")
    done: HttpResponse = acted(request, Answer(201, None), words, "clerk:case", said.case)
    return done


def _registered(request: HttpRequest, said: Draft) -> list[str]:
    if not said.case:
        answer = post(request, "cases", {"title": said.values["title"]})
        said.case = _made(answer, case=True)
        if not said.case:
            return answer.problems
    if not said.request:
        answer = post(request, f"cases/{said.case}/requests", draft.request_body(said))
        said.request = _made(answer)
        if not said.request:
            return answer.problems
    problems = []
    for number, row in enumerate(said.persons):
        if row.use and not row.id:
            path = f"cases/{said.case}/persons"
            problems += _row(request, path, row, draft.person_body(row), f"person {number}")
    touched = [row.id for row in said.persons if row.id]
    for number, row in enumerate(said.measures):
        if row.use and not row.id and not problems:
            body = {**draft.measure_body(row), "request": said.request, "targets": touched,
                    "touches": touched}  # fmt: skip
            path = f"cases/{said.case}/measures"
            problems += _row(request, path, row, body, f"measure {number}")
    return problems


def _row(request: HttpRequest, path: str, row: Row, body: dict[str, Any], part: str) -> list[str]:
    answer = post(request, path, body, part=part)
    row.id = _made(answer)
    what = row.values.get("called") or row.values.get("title") or part
    return [] if row.id else [f"{what}: {problem}" for problem in answer.problems]


def _made(answer: Answer, *, case: bool = False) -> str:
    """The id of what was made, also where the same form had made it before; empty if refused."""
    if answer.done and not answer.again:
        return str(answer.body["id"])
    if case:
        return str(next(iter(answer.body.get("versions", {})), ""))
    return str(next(iter(answer.body.get("made", [])), ""))


def _form(request: HttpRequest, said: Draft, text: str, status: int | None = None) -> HttpResponse:
    found = [str(MISSING[each]) for each in said.missing if each in MISSING]
    so_far = sum(bool(row.id) for row in (*said.persons, *said.measures))
    return show(
        request, "clerk/register.html", status=status, draft=said.keyed(), text=text, missing=found,
        fields=draft.FIELDS, states=choices(get_language() or "en"), kinds=REQUESTS,
        measure_kinds=MEASURES, doubts=DOUBTS,
        remarks=[REMARKS[each] for each in said.remarks if each in REMARKS],
        so_far=_so_far(said, so_far),
    )  # fmt: skip


def _so_far(said: Draft, rows: int) -> str:
    """What was registered before something else was refused."""
    if not said.request:
        return ""
    more = ngettext("%(n)s person or measure", "%(n)s persons and measures", rows) % {"n": rows}
    return _("Registered so far: the request, and %(more)s. The rest was not.") % {"more": more}
