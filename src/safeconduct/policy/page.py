"""The page `docs/visibility.md`, made from the table, the additions and the permissions."""

from __future__ import annotations

from collections.abc import Iterator

from safeconduct.case.roles import ROLES
from safeconduct.policy.additions import ADDED
from safeconduct.policy.cells import Cell, Level
from safeconduct.policy.objects import Column
from safeconduct.policy.permissions import RESTS_ON, ROLES_OF
from safeconduct.policy.visibility import TABLE

_BEGIN = """\
# Who sees and does what

This page is made from `src/safeconduct/policy/` (`visibility.py`, `additions.py`,
`permissions.py`); a test keeps it so. A cell is changed there. What stands here for nobody, nobody
sees or does.

**Legend.** **r** reads all of it · **o** reads only what is their own: what concerns them, their
case or their part of it · **s** sees only that it exists and how it stands, without reasons ·
**w** writes or decides · **ow** writes only what is their own · – nothing. Words after a colon
narrow the cell further. A level holds within the files that somebody can open at all: who has
nothing in the row *request* opens no file, and is shown only what names them.

The clerk and the police never learn that a hold comes from a register: holds without a register
look the same to them, and occur as a matter of course.

## The table
"""

_ADDITIONS = """\
## What was added

Rows that the table lacks, and roles that have no column in it. A role with a column gets nothing
here in the table's own rows. Roles that stand in neither place (`public`, for one) have nothing.
"""

_PERMISSIONS = """\
## Permissions

Every command asks for one permission, which rests on a row of the table: to *know* takes at least
**s**, to *read* at least **o**, to *write* at least **ow**. Where the table cannot say who holds
it, the last column says why.
"""


def text() -> str:
    """The whole page."""
    return "\n".join(
        [_BEGIN, *_table(), "", _ADDITIONS, *_added(), "", _PERMISSIONS, *_rests(), ""]
    )


def notation(found: Cell) -> str:
    """A cell as the legend explains it."""
    read = {Level.FULL: "r", Level.OWN: "o", Level.STATE: "s", Level.NONE: ""}[found.read]
    write = {Level.FULL: "w", Level.OWN: "ow"}.get(found.write, "")
    signs = " ".join(filter(None, (read, write))) or "–"
    return f"{signs}: {found.condition}" if found.condition else signs


def _table() -> Iterator[str]:
    yield _line("object", *(column.value for column in Column))
    yield _line(*["---"] * (len(Column) + 1))
    for thing, row in TABLE.items():
        yield _line(thing.value, *map(notation, row.values()))


def _added() -> Iterator[str]:
    yield _line("object", "role", "cell", "reason")
    yield _line(*["---"] * 4)
    groups: dict[tuple[str, str, str], list[str]] = {}
    for (thing, role), added in ADDED.items():
        key = (thing.value, notation(added.cell), added.reason)
        groups.setdefault(key, []).append(role)
    for (thing_name, signs, reason), roles in groups.items():
        yield _line(thing_name, ", ".join(roles), signs, reason)


def _rests() -> Iterator[str]:
    yield _line("permission", "rests on", "held by", "beyond the table")
    yield _line(*["---"] * 4)
    for permission, basis in RESTS_ON.items():
        roles = ", ".join(role for role in ROLES if role in ROLES_OF[permission])
        rests = f"{basis.verb}: {basis.thing.value}"
        yield _line(f"`{permission.value}`", rests, roles, basis.why)


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
