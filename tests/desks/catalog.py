"""The texts of all pages, and the catalogue of their French: `make messages` brings it up to date.

Texts are found by what Django itself makes of templates, and in our own code by its syntax tree, so
that no other program is needed. What is new stands in the catalogue without a translation, and a
test fails until it has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import engines
from django.template.base import Node, Template
from django.template.loader_tags import ExtendsNode
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.utils.translation import trim_whitespace

DESKS = Path(__file__).parents[2] / "src" / "safeconduct" / "desks"
LANGUAGES = ("fr",)
_CALLS = {
    "_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1,
    "ngettext": 2, "ngettext_lazy": 2,
}  # fmt: skip
"""Functions that translate, and how many of their arguments are texts."""
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_HEADERS = ('"Language:', '"Plural-Forms', '"MIME', '"Content')


class Text(NamedTuple):
    """A text of a page: where it stands, and its plural if it counts something."""

    where: str
    text: str
    plural: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        """As catalogues name it."""
        return (self.text, self.plural) if self.plural else self.text


def file(language: str, kind: str = "po") -> Path:
    """Where the catalogue of a language is."""
    return DESKS / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


def texts() -> list[Text]:
    """Every text of templates and code, in the order of files and lines."""
    found = [*_in_templates(), *_in_code()]
    return list({one.id: one for one in reversed(found)}.values())[::-1]


def _in_templates() -> Iterator[Text]:
    folder = DESKS / "templates"
    engine = engines["django"]
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        template: Template = engine.from_string(path.read_text(encoding="utf-8")).template  # type: ignore[attr-defined]
        for node in _nodes(template.nodelist):
            yield from _of_node(node, name)


def _nodes(nodes: object) -> Iterator[Node]:
    for node in nodes or ():  # type: ignore[attr-defined]
        yield node
        if isinstance(node, ExtendsNode):
            yield from _nodes(node.nodelist)
            continue
        for name in (*node.child_nodelists, "nodelist_loop", "nodelist_empty"):
            if isinstance(getattr(node, name, None), list):
                yield from _nodes(getattr(node, name))
        for _condition, inner in getattr(node, "conditions_nodelists", ()):
            yield from _nodes(inner)


def _of_node(node: Node, where: str) -> Iterator[Text]:
    if isinstance(node, TranslateNode):
        said = node.filter_expression.var
        text = said if isinstance(said, str) else getattr(said, "literal", None)
        if isinstance(text, str):
            yield Text(where, str(text))
    elif isinstance(node, BlockTranslateNode):
        parts = [_joined(node, node.singular)]
        if node.plural and node.countervar:
            parts.append(_joined(node, node.plural))
        yield Text(where, *parts)


def _joined(node: BlockTranslateNode, tokens: object) -> str:
    text: str = node.render_token_list(tokens)[0]  # type: ignore[arg-type]
    return trim_whitespace(text) if node.trimmed else text


def _in_code() -> Iterator[Text]:
    for path in sorted(DESKS.rglob("*.py")):
        where = path.relative_to(DESKS).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            parts = [
                a.value for a in node.args[: _CALLS.get(name, 0)]
                if isinstance(a, ast.Constant) and isinstance(a.value, str)
            ]  # fmt: skip
            if parts:
                yield Text(where, *parts)


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    path = file(language)
    if not path.exists():
        return Catalog(language)
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def updated(language: str) -> Catalog:
    """The catalogue with every text and no other, and the translations that it has."""
    old = read(language)
    new = Catalog(language, header_comment="# The pages of Safeconduct, translated.", fuzzy=False)
    # As Django's own catalogues have it, beside which ours is read.
    vars(new).update(_num_plurals=2, _plural_expr="(n > 1)")
    for one in texts():
        known = old.get(one.text)
        said = known.string if known is not None and known.id == one.id else None
        flags = ("python-format",) if "%(" in one.text else ()
        new.add(one.id, said, auto_comments=[one.where], flags=flags)
    return new


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as programs read it."""
    # Else two files with the same texts would differ.
    catalog.creation_date = catalog.revision_date = _NO_DAY
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> None:
    """Bring every catalogue up to date, and say what has no translation yet."""
    for language in LANGUAGES:
        catalog = updated(language)
        file(language).parent.mkdir(parents=True, exist_ok=True)
        file(language).write_text(_written(catalog), encoding="utf-8")
        file(language, "mo").write_bytes(compiled(read(language)))
        missing = [m.id for m in catalog if m.id and not _whole(m.string)]
        print(f"{language}: {len(catalog)} texts, {len(missing)} without a translation")


def _written(catalog: Catalog) -> str:
    """A catalogue's file; its head says nothing that changes with the day or the program."""
    out = BytesIO()
    write_po(out, catalog, width=100, ignore_obsolete=True)
    head, _, rest = out.getvalue().decode().partition("\n\n")
    kept = [
        line for line in head.splitlines() if not line.startswith('"') or line.startswith(_HEADERS)
    ]
    return "\n".join([*kept, "", rest])


def _whole(said: object) -> bool:
    return all(said) if isinstance(said, (tuple, list)) else bool(said)


if __name__ == "__main__":
    main()
