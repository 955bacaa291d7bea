"""The fields of the forms on a page, as a browser would send them."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self.actions: list[str] = []
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or a field in one."""
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
            self.actions.append(a.get("action", ""))
            return
        if not self.forms:
            return
        fields, name = self.forms[-1], a.get("name", "")
        if tag == "input" and name and a.get("type") != "file":
            ticked = a.get("type") not in ("checkbox", "radio") or "checked" in a
            if ticked:
                fields.setdefault(name, []).append(a.get("value", ""))
        elif tag == "textarea" and name:
            fields[name], self._area = [""], name
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in a or self._select not in fields):
            fields[self._select] = [a.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        """A field ends."""
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        """What stands in a large field."""
        if self._area:
            # A browser leaves out the first line break.
            self.forms[-1][self._area][0] += data


def form(page: str, **holds: str) -> dict[str, Any]:
    """The form of a page in which fields have these values, or that goes to `to`."""
    parser = _Forms()
    parser.feed(page)
    to = holds.pop("to", "")
    for fields, action in zip(parser.forms, parser.actions, strict=True):
        if to and action != to:
            continue
        if all(value in fields.get(name, []) for name, value in holds.items()):
            return {name: value if len(value) != 1 else value[0] for name, value in fields.items()}
    raise AssertionError(f"no form has {holds} {to}")
