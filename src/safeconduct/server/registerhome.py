"""The folder of a register's node: the record's folder and, beside it, what makes it a register.

register.toml   the settings, with a remark for each
peers.toml      the gates that may ask (docs/nodes.md)
keys/gate       a secret of the node's own; pseudonyms of persons and officers come from it
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from safeconduct.case.eventbase import State
from safeconduct.policy.budgets import Budgets
from safeconduct.record.files import write_atomically
from safeconduct.record.home import BadHome, Home
from safeconduct.server import home
from safeconduct.server.rehearsal import calendar

if TYPE_CHECKING:
    from safeconduct.gate.node import Node

SETTINGS = "register.toml"
Register = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9-]{0,63}$(?!\n)")]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `register.toml` says."""

    executing_state: State
    registers: Annotated[tuple[Register, ...], msgspec.Meta(min_length=1)]
    rehearsal: str = ""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    budgets: Budgets = Budgets()


_TEMPLATE = """\
# The state whose authority runs this register.
executing_state = "{state}"

# The registers that this node answers for. An asylum officer belongs to one of them. Gates name
# them in their peers.toml, under the same names.
registers = [{registers}]

# The names under which the node is reached.
hosts = ["localhost", "127.0.0.1"]

# A day such as 2019-10-01 makes this a rehearsal, in which it is that day until another is written
# here, also while the node runs. Never set it where real matters are dealt with.
rehearsal = "{rehearsal}"

# How many different persons one account may look at (docs/register.md).
[budgets]
looks_a_day = 200
looks_in_30_days = 1500
checks_a_day = 100
checks_in_30_days = 800
"""


def start(
    folder: Path, name: str, executing_state: str, registers: tuple[str, ...], *,
    database: str = "sqlite:record.db", rehearsal: str = "",
) -> Home:  # fmt: skip
    """Make the folder: record, keys, settings. Its tables come with `migrate`.

    `rehearsal`: the day that it is there, in ISO 8601. Raises `BadHome`, `DatabaseError`.
    """
    if (folder / SETTINGS).exists():
        raise BadHome(f"{folder / SETTINGS} exists already; nothing was changed")
    for one in registers:
        if not re.fullmatch("[a-z][a-z0-9-]{0,63}", one):
            raise BadHome(f"register '{one}': small letters, digits and hyphens, as in asylum")
    made = home.start_node(folder, name, database)
    text = _TEMPLATE.format(
        state=executing_state, rehearsal=rehearsal,
        registers=", ".join(f'"{one}"' for one in dict.fromkeys(registers)),
    )  # fmt: skip
    write_atomically(folder / SETTINGS, text.encode())
    return made


def settings(folder: Path) -> Settings:
    """The settings of a register's folder. Raises `BadHome`."""
    return home.read_settings(folder / SETTINGS, Settings, "register")


def open_node(folder: Path) -> Node:
    """The node of a register's folder: accounts, looks and the record work as at a gate.

    It has no cases of its own: nothing is screened and nothing opens here. The register itself is
    installed with it. Django is set up before. Raises `BadHome`.
    """
    from safeconduct.gate.edits import recorded  # noqa: PLC0415
    from safeconduct.gate.notebook import Notebook  # noqa: PLC0415
    from safeconduct.register.keeping import use  # noqa: PLC0415
    from safeconduct.register.node import RegisterNode, install  # noqa: PLC0415

    use(recorded)
    found = settings(folder)
    install(RegisterNode(found.registers, Notebook(), home.secret(folder)))
    return home.node_without_cases(
        folder, found.executing_state, calendar(folder / SETTINGS, found.rehearsal),
        frozenset({"operator", "overseer", "asylum-officer"}), found.budgets,
    )  # fmt: skip
