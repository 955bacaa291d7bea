"""The API's sentences as people read them: with names where ids stand, and no id at all. Pure.

plainly("hold 'hld_01M8…' stands", {})          # "hold stands"
plainly("the opinion on 'mea_01M8…' is …", {"mea_01M8…": "Bank data"})
                                                # "the opinion on “Bank data” is …"
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_ID = r"[a-z]{3}_[0-7][0-9A-HJKMNP-TV-Z]{25}"
_NOUNS = {
    "act": "the act", "cas": "the case", "clr": "the clearance", "hld": "the hold",
    "inc": "the incident", "itm": "the thing", "mea": "the measure", "opn": "the opinion",
    "per": "the person", "req": "the request",
}  # fmt: skip
_CALLED = re.compile(
    rf"\b(case|clearance|hold|incident|item|measure|opinion|person|request) ['“]?({_ID})['”]?"
)
_ALONE = re.compile(rf"(['“]?)({_ID})['”]?")
_WORDS = {
    "a request has at most": "what is sent may have at most",
    "citizen_of:": "Citizen of:", "oppose_until:": "Last day to oppose:", "on:": "Day:",
}  # fmt: skip
"""What the API calls fields, where pages call them otherwise."""


def plainly(text: str, names: Mapping[str, str]) -> str:
    """A sentence without ids. `names`: what things are called, as far as the reader may know."""

    def after_noun(found: re.Match[str]) -> str:
        name = names.get(found[2])
        return f"{found[1]} “{name}”" if name else found[1]

    def alone(found: re.Match[str]) -> str:
        name = names.get(found[2])
        if name:
            return f"“{name}”" if found[1] else name
        return _NOUNS.get(found[2][:3], "it")

    text = _ALONE.sub(alone, _CALLED.sub(after_noun, text))
    for word, said in _WORDS.items():
        text = re.sub(rf"(^|: ){re.escape(word)}", rf"\g<1>{said}", text)
    return text
