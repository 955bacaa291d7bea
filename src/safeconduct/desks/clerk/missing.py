"""What is missing next in a case, as the clerk can know it: one list, in the order of the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safeconduct.case.roles import Role
from safeconduct.desks.clerk.matter import Matter


@dataclass(frozen=True)
class Step:
    """A step of the way: whether it is done, who takes it, and the page to do it on."""

    words: str | Promise
    done: bool
    who: Role = "clerk"
    page: str = ""
    """The name of the clerk's page; empty where it is another's step."""
    of: str = ""


def steps(matter: Matter, proposed: dict[str, list[str]], alike: list[Any]) -> list[Step]:
    """Every step. `proposed`: housemates not on a measure's list; `alike`: not looked at yet."""
    return [*_of_requests(matter), *_of_persons(matter, proposed), *_of_lists(matter, alike)]


def _of_requests(matter: Matter) -> Iterator[Step]:
    for one in matter.case["requests"]:
        yield Step(
            _("A second person confirmed where “%(title)s” came from") % {"title": one["title"]},
            one["confirmed"], "second-signer",
        )  # fmt: skip
        yield Step(
            _("What is asked for under “%(title)s” is written down as measures")
            % {"title": one["title"]},
            bool(one["measures"]), page="measures",
        )  # fmt: skip


def _of_persons(matter: Matter, proposed: dict[str, list[str]]) -> Iterator[Step]:
    live = [one for one in matter.case["requests"] if not one["closed"]]
    plans = {measure["measure"] for one in live for measure in one["measures"]}
    nobody = [one for one in plans if not matter.touched(one)]
    yield Step(_("Every measure says whom it touches"), bool(plans) and not nobody, page="measures")
    touched = {one for plan in plans for one in matter.touched(plan)}
    here = {one["id"]: one for one in matter.persons}
    unknown = [one for one in touched if one in here and not here[one]["identified"]]
    words = _("Everyone touched is identified exactly")
    if unknown:
        words = ngettext(
            "Everyone touched is identified exactly (%(n)s is not)",
            "Everyone touched is identified exactly (%(n)s are not)", len(unknown),
        ) % {"n": len(unknown)}  # fmt: skip
    yield Step(words, bool(touched) and not unknown, page="persons")
    near = {person for persons in proposed.values() for person in persons}
    words = _("Whoever lives with them is on the list, too")
    if near:
        words = ngettext(
            "Whoever lives with them is on the list, too (%(n)s is not)",
            "Whoever lives with them is on the list, too (%(n)s are not)", len(near),
        ) % {"n": len(near)}  # fmt: skip
    yield Step(words, bool(touched) and not near, page="measures")
    checked = bool(touched) and all(matter.checked.get(one) for one in touched)
    yield Step(_("The check of everyone touched is complete"), checked, page="case")


def _of_lists(matter: Matter, alike: list[Any]) -> Iterator[Step]:
    for one in matter.case["requests"]:
        for measure in one["measures"]:
            yield Step(
                _("The magistrate declared complete whom “%(title)s” touches")
                % {"title": measure["title"]},
                f"touched({measure['measure']})" in matter.complete, "magistrate",
            )  # fmt: skip
    yield Step(_("Requests that may be the same matter were looked at"), not alike, page="links")
