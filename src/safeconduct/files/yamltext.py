"""YAML 1.2 in which every value is text: strict, bounded, with line numbers.

Refused with a clear error: files over a size limit, text that is not UTF-8, repeated keys,
anchors and aliases (they make small files unfold into huge ones), tags, control characters
(they can make a terminal show what is not there), several documents in a file, keys that are
not text, and nesting beyond a depth.
"""

from __future__ import annotations

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

from safeconduct.case.document import BadInput, Document, Problem
from safeconduct.case.document import Path as TreePath
from safeconduct.case.unseen import UNSEEN

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
PLAIN_TAGS = frozenset(
    ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "map", "seq")
)
"""What YAML itself takes untagged values for; each is read as text, a list or a mapping."""

_TOO_HIGH = re.compile(r"\\U(?!000[0-9A-Fa-f]|0010)")
"""An escape for a character beyond the last one there is."""


def read(path: Path, name: str | None = None) -> Document:
    """Read one YAML file; `name` is what errors call it. Raises `BadInput`."""
    shown = name or str(path)
    return parse(read_bytes(path, shown), shown)


def read_bytes(path: Path, shown: str) -> bytes:
    """The bytes of a file that is no larger than `MAX_BYTES`; raises `BadInput`."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise BadInput([Problem(shown, 1, "this is not a file; check the path")])
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "cannot be read"
        raise BadInput([Problem(shown, 1, f"{reason}; check the path")]) from None
    if len(data) > MAX_BYTES:
        raise _bad(shown, 1, f"the file is larger than {MAX_BYTES // 1_000_000} MB; split it")
    return data


def parse(data: bytes, shown: str) -> Document:
    """Parse the bytes of a YAML file. Raises `BadInput`."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import; cached rulebooks need none
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _bad(shown, line, "the file is not UTF-8 text; save it as UTF-8") from None
    _refuse_deep(text, shown)
    yaml = YAML(typ="safe", pure=True)  # the round-trip reader marks folds with BEL characters
    yaml.version = (1, 2)
    try:
        nodes = list(yaml.compose_all(StringIO(text)))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"this is not YAML: {_safe(error.problem)}{_hint(str(error.problem))}"
        raise _bad(shown, mark.line + 1 if mark else 1, message) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"the character {text[error.position]!a} is not allowed; leave it out"
        raise _bad(shown, line, message) from None
    except RecursionError:
        raise _bad(shown, 1, "the file is nested too deeply") from None
    except (YAMLError, ValueError, OverflowError) as error:
        found = _TOO_HIGH.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            message = "an escape (\\U…) stands for no character; write the character itself"
            raise _bad(shown, line, message) from None
        raise _bad(shown, 1, f"this is not YAML: {_safe(error)}") from None
    if len(nodes) != 1 or nodes[0] is None:
        raise _bad(shown, 1, "the file should hold one YAML document; it is empty or holds several")
    lines: dict[TreePath, int] = {}
    tree = _plain(nodes[0], (), lines, shown)
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    hidden = UNSEEN.search(whole)
    if hidden:  # outside values: a comment can deceive its reader, too
        line = whole.count("\n", 0, hidden.start()) + 1
        raise _bad(shown, line, f"the control character {hidden[0]!a} is not allowed; leave it out")
    return Document(shown, tree, lines)


def _refuse_deep(text: str, shown: str) -> None:
    """Bound flow nesting before parsing, since a parser's own recursion is not bounded."""
    if _flat_json(text):
        return  # programs write a whole case on one line
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        indent = len(line) - len(line.lstrip(" "))
        if indent > MAX_DEPTH * 8:
            raise _bad(shown, number, "the line is indented too deeply")
        depth += line.count("[") + line.count("{") - line.count("]") - line.count("}")
        if max(depth, line.count("["), line.count("{"), line.count("- -")) > MAX_DEPTH * 4:
            raise _bad(shown, number, "brackets are nested too deeply")


def _flat_json(text: str) -> bool:
    """Whether a text is JSON, which is YAML too, of no more than the depth that is allowed."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        level = [json.loads(text)]
    except (ValueError, RecursionError):
        return False
    for _ in range(MAX_DEPTH + 1):
        level = [
            inner
            for one in level if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]  # fmt: skip
        if not level:
            return True
    return False


def _plain(node: Any, path: TreePath, lines: dict[TreePath, int], shown: str) -> Any:
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode  # noqa: PLC0415

    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if len(path) > MAX_DEPTH:
        raise _bad(shown, line, f"the file is nested more than {MAX_DEPTH} levels deep")
    if node.anchor:
        raise _bad(shown, line, "anchors and aliases (&, *) are not allowed; repeat the text")
    if node.tag.removeprefix("tag:yaml.org,2002:") not in PLAIN_TAGS:
        raise _bad(shown, line, f"tags ({_safe(node.tag)}) are not allowed; write the text alone")
    if isinstance(node, ScalarNode):
        return _text(node, shown)
    if isinstance(node, SequenceNode):
        return [_plain(child, (*path, i), lines, shown) for i, child in enumerate(node.value)]
    if not isinstance(node, MappingNode):
        raise _bad(shown, line, "only text, lists and mappings are allowed")
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        at = key_node.start_mark.line + 1
        if not isinstance(key_node, ScalarNode):
            raise _bad(shown, at, "a key has to be text")
        key = _text(key_node, shown)
        if key in result:
            raise _bad(shown, at, f"the key '{key}' is there twice; keep one")
        lines[(*path, key)] = at
        result[key] = _plain(value_node, (*path, key), lines, shown)
    return result


def _text(node: Any, shown: str) -> str:
    text = str(node.value)
    found = UNSEEN.search(text)
    if found:
        message = f"the control character {found[0]!a} is not allowed in text; leave it out"
        raise _bad(shown, node.start_mark.line + 1, message)
    return text


def _safe(words: object) -> str:
    """The first line of a message, with what a terminal should not be given written out."""
    first = (str(words).splitlines() or [""])[0]
    return UNSEEN.sub(lambda found: ascii(found[0])[1:-1], first)


def _bad(shown: str, line: int, message: str) -> BadInput:
    return BadInput([Problem(shown, line, message)])


def _hint(problem: str) -> str:
    """What people most often did wrong when they meet this message of the parser."""
    if "mapping values are not allowed" in problem:
        return (
            "; put text that holds a colon in quotation marks, and begin the line as far in as "
            "those that belong beside it"
        )
    if "expected <block end>" in problem:
        return "; a line stands further in, or less far, than those that belong beside it"
    return ""
