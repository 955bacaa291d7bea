"""Which kind of node a folder is, by its settings file, and what that kind is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from safeconduct.record.home import BadHome
from safeconduct.server import home, oversighthome, registerhome

if TYPE_CHECKING:
    from safeconduct.gate.node import Node

Kind = Literal["gate", "register", "oversight"]
_FILES: dict[Kind, str] = {
    "gate": home.SETTINGS, "register": registerhome.SETTINGS, "oversight": oversighthome.SETTINGS,
}  # fmt: skip
URLS: dict[Kind, str] = {
    "gate": "safeconduct.server.urls", "register": "safeconduct.server.registerurls",
    "oversight": "safeconduct.server.oversighturls",
}  # fmt: skip
"""Where the addresses of each kind's API stand."""


def of(folder: Path) -> Kind:
    """The kind of a node. Raises `BadHome` if the folder is none, or two."""
    found = [kind for kind, file in _FILES.items() if (folder / file).exists()]
    if not found:
        raise BadHome(f"{folder} is no node's folder; 'safeconduct init' makes one")
    if len(found) > 1:
        files = " and ".join(_FILES[kind] for kind in found)
        raise BadHome(f"{folder} has {files}: a node is of one kind; take one of them away")
    return found[0]


def settings(folder: Path) -> home.Settings | registerhome.Settings | oversighthome.Settings:
    """The settings of a node. Raises `BadHome`."""
    match of(folder):
        case "register":
            return registerhome.settings(folder)
        case "oversight":
            return oversighthome.settings(folder)
        case "gate":
            return home.settings(folder)


def open_node(folder: Path) -> Node:
    """The node of a folder. Django is set up before. Raises `BadHome`."""
    match of(folder):
        case "register":
            return registerhome.open_node(folder)
        case "oversight":
            return oversighthome.open_node(folder)
        case "gate":
            return home.open_node(folder)
