"""The folder of an oversight node: the record's folder and, beside it, what makes it one.

oversight.toml  the settings, with a remark for each
peers.toml      the gates that tell it what they do (docs/oversight.md)
keys/gate       a secret of the node's own
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from safeconduct.case.eventbase import State
from safeconduct.policy.budgets import Budgets
from safeconduct.record.files import write_atomically
from safeconduct.record.home import BadHome, Home
from safeconduct.server import home
from safeconduct.server.rehearsal import calendar

if TYPE_CHECKING:
    from safeconduct.gate.node import Node

SETTINGS = "oversight.toml"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `oversight.toml` says."""

    executing_state: State
    rehearsal: str = ""
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")


_TEMPLATE = """\
# The state whose gates this body watches over.
executing_state = "{state}"

# The names under which the node is reached.
hosts = ["localhost", "127.0.0.1"]

# A day such as 2019-10-01 makes this a rehearsal, in which it is that day until another is written
# here, also while the node runs. Never set it where real matters are dealt with.
rehearsal = "{rehearsal}"
"""


def start(
    folder: Path, name: str, executing_state: str, *, database: str = "sqlite:record.db",
    rehearsal: str = "",
) -> Home:  # fmt: skip
    """Make the folder: record, keys, settings. Its tables come with `migrate`.

    `rehearsal`: the day that it is there, in ISO 8601. Raises `BadHome`, `DatabaseError`.
    """
    if (folder / SETTINGS).exists():
        raise BadHome(f"{folder / SETTINGS} exists already; nothing was changed")
    made = home.start_node(folder, name, database)
    text = _TEMPLATE.format(state=executing_state, rehearsal=rehearsal)
    write_atomically(folder / SETTINGS, text.encode())
    return made


def settings(folder: Path) -> Settings:
    """The settings of an oversight node's folder. Raises `BadHome`."""
    return home.read_settings(folder / SETTINGS, Settings, "oversight body")


def open_node(folder: Path) -> Node:
    """The node of an oversight body: accounts and the record work as at a gate.

    It has no cases of its own, and nothing opens here. Django is set up before. Raises `BadHome`.
    """
    found = settings(folder)
    return home.node_without_cases(
        folder, found.executing_state, calendar(folder / SETTINGS, found.rehearsal),
        frozenset({"operator", "overseer"}), Budgets(),
    )  # fmt: skip
