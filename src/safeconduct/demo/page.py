"""The start page of the demo, as HTML."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from safeconduct.demo import words
from safeconduct.demo.brussels import NUMBERS
from safeconduct.demo.people import GATE, PEOPLE, Person
from safeconduct.demo.site import RECIPIENTS, Site
from safeconduct.demo.steps import Language, Played, Step, steps
from safeconduct.desks.plainly import plainly
from safeconduct.release.message import BadMessage, read

HERE = Path(__file__).parent


@cache
def css() -> bytes:
    """Its style."""
    return (HERE / "page.css").read_bytes()


@cache
def letter() -> str:
    """An invented letter of request, to be registered by whoever plays the clerk."""
    return (HERE / "letter.txt").read_text(encoding="utf-8")


def links(site: Site) -> dict[tuple[str, str], str]:
    """The sign-in link of everybody, by node and role. The site has to be made."""
    return {(p.node, p.role): site[p.node].link(p.account, p.role) for p in PEOPLE}


def html(
    played: Played, links: dict[tuple[str, str], str], token: str, language: Language
) -> bytes:
    """The page. `token`: goes with what its forms send. Only texts go into the template."""
    following = played.next
    shown = {
        "language": language, "other": "fr" if language == "en" else "en",
        "words": words.PAGE[language], "token": token, "number": str(len(played.said)),
        "iso": played.site.day, "today": words.day(played.site.day, language),
        "next": following and _short(following, language),
        "last": _step(played, len(played.said) - 1, language) if played.said else None,
        "cards": [_card(one, links, played, language) for one in PEOPLE if one.desk],
        "others": [
            {
                "role": words.ROLES[language][one.role], "called": one.called,
                "link": links[one.node, one.role],
            }
            for one in PEOPLE if not one.desk
        ],
        "door": f"{played.site[GATE].page}/check", "number_of_lena": NUMBERS["lena"],
        "letter": letter(),
        "letters": _letters(played.site, language),
        "steps": [_step(played, number, language) for number in range(len(steps()))],
    }  # fmt: skip
    return _engine().get_template("page.html").render(Context(shown)).encode()


def code(language: Language) -> bytes:
    """The page that asks for the code."""
    shown = {"language": language, "words": words.PAGE[language]}
    return _engine().get_template("code.html").render(Context(shown)).encode()


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(HERE)], autoescape=True)


def _short(step: Step, language: Language) -> dict[str, str]:
    return {"day": words.day(step.day, language), "title": step.title[language]}


def _card(
    who: Person, links: dict[tuple[str, str], str], played: Played, language: Language
) -> dict[str, Any]:
    # The register and oversight have an overseer and an operator of their own, without a part.
    plays = who.role == "asylum-officer" or who.node == GATE
    todo = [one for one in steps()[len(played.said) :] if plays and who.role in one.by]
    return {
        "role": words.ROLES[language][who.role], "called": who.called,
        "node": words.NODES[language][who.node], "does": words.DOES[language][who.role],
        "turn": bool(todo) and todo[0] is played.next,
        "next": _short(todo[0], language) if todo else None,
        "link": links[who.node, who.role],
    }  # fmt: skip


def _step(played: Played, number: int, language: Language) -> dict[str, Any]:
    step, done = steps()[number], len(played.said)
    # Whether the gate refuses it in the story itself, whose words say so.
    refused = step.here["en"].startswith("Refused")
    state = "to-come" if number >= done else "now" if number == done - 1 else "played"
    return {
        "answered": words.PAGE[language]["answered" if refused else "otherwise"],
        **_short(step, language), "iso": step.day, "state": state,
        "mark": words.PAGE[language].get(state, ""), "here": step.here[language],
        "then": step.then.get(language, ""),
        "said": [plainly(one, {}) for one in played.said[number]] if number < done else [],
    }  # fmt: skip


def _letters(site: Site, language: Language) -> list[dict[str, Any]]:
    """What each requesting state has got from the gate, the oldest first."""
    found = []
    for state in RECIPIENTS:
        covers = []
        for file in (site[GATE].folder / "out" / state).glob("*.tar"):
            try:
                covers.append(read(file.read_bytes())[0])
            except (OSError, BadMessage):
                continue  # it is being written, or thrown away, at this moment
        lines = [
            f"{words.day(one.day.isoformat(), language)}: {words.SENT[language][one.decision]}"
            for one in sorted(covers, key=lambda one: one.day)
        ]
        if lines:
            found.append({"to": words.STATES[language][state], "lines": lines})
    return found
