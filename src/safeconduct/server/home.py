"""A gate's folder: the record's folder (docs/record.md) and, beside it, what makes it a gate.

gate.toml       the settings, with a remark for each
keys/gate       a secret of the gate's own; pseudonyms of persons come from it
keys/clearances the key that signs clearances
releases/       the rulebooks that were activated or wait to be, each under its hash
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from datetime import UTC, date, tzinfo
from functools import cache
from os import urandom
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from safeconduct.case.document import BadInput
from safeconduct.case.eventbase import OutwardLanguage, State
from safeconduct.case.roles import ROLES, Role
from safeconduct.gate.ports import NoPopulationRegister, PopulationRegister
from safeconduct.law.rulebook import Rulebook
from safeconduct.nodes.peers import FILE as PEERS
from safeconduct.nodes.peers import Peers
from safeconduct.policy.budgets import Budgets
from safeconduct.record.files import write_atomically
from safeconduct.record.home import BadHome, Home
from safeconduct.record.home import start as start_record
from safeconduct.record.jws import BadKey, SigningKey, VerifyingKey
from safeconduct.server.rehearsal import RehearsalOf, calendar
from safeconduct.server.telling import Escalation, outside

if TYPE_CHECKING:
    from safeconduct.gate.node import Node, Recipient

SETTINGS = "gate.toml"
SECRET = "gate"
RELEASES = "releases"
CLEARANCES = "clearances"
_SECRET_SIZE = 32


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long what closed cases say is kept."""

    years: Annotated[int, msgspec.Meta(ge=1, le=200)] = 10


class Samples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is drawn by lot for the overseer."""

    a_month: Annotated[int, msgspec.Meta(ge=0, le=100)] = 10


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where messages to a requesting state go: a folder, or an address with its certificate."""

    state: State
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    language: OutwardLanguage = "en"
    folder: str = ""
    url: str = ""
    pin: str = ""
    key: str = ""


class Emergency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Acts that domestic law lets somebody order outside the gate."""

    provisions: tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=200)], ...] = ()


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `gate.toml` says."""

    executing_state: State
    profile: str | None = None
    rehearsal: str = ""
    population: str = ""
    registers: tuple[str, ...] = ("asylum",)
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1")
    budgets: Budgets = Budgets()
    retention: Retention = Retention()
    samples: Samples = Samples()
    time_zone: str = "UTC"
    door: str = "http://localhost:8740/door"
    recipient: tuple[Way, ...] = ()
    emergency: Emergency = Emergency()
    escalation: Escalation = Escalation()


_TEMPLATE = """\
# The state whose authorities run this gate, and the profile that names their offices.
executing_state = "{state}"
{profile}
# The names under which the gate is reached.
hosts = ["localhost", "127.0.0.1"]

# The executing state's population register, as a file (docs/gate.md); empty: none is connected.
population = ""

# The registers that this database holds; those of other nodes stand in peers.toml. Every one of
# them has to answer for everyone whom a measure touches, and an asylum officer belongs to one.
registers = ["asylum"]

# A day such as 2019-10-01 makes this a rehearsal, in which it is that day until another is written
# here, also while the node runs. Never set it where real requests are dealt with.
rehearsal = "{rehearsal}"

# The clocks of the place, by which reports tell hours, such as Europe/Brussels.
time_zone = "UTC"

# Where anybody at the door has a clearance checked; its number is added. The printed form says it.
door = "http://localhost:8740/door"

# How many different persons one account may look at, or put to the registers (docs/gate.md).
[budgets]
looks_a_day = 200
looks_in_30_days = 1500
checks_a_day = 100
checks_in_30_days = 800

# For how many years after its last event what a closed case says is kept, by the calendar.
[retention]
years = 10

# How many measures without a bar are drawn by lot each month, for the overseer to look at again.
[samples]
a_month = 10

# Where messages to a requesting state go: into a folder (relative to this one), or over HTTPS to an
# address with the SHA-256 of its certificate; with a key (a JWK) only signed receipts count.
# [[recipient]]
# state = "KZ"
# name = "Prosecutor General's Office"
# language = "en"
# folder = "out/kz"
# url = "https://…"
# pin = "…"
# The provisions of domestic law under which an act may be ordered outside the gate, as they are to
# be named in the numbers that are published. Any other is counted as "another provision".
[emergency]
provisions = []

# Whom to tell outside the gate, by role, that something was escalated to them: "something is
# overdue, sign in", and never what. 'security' is "none" only for a mail server on this computer.
[escalation]
server = ""
port = 25
security = "starttls"
# sender = "gate@authority.example"
# [escalation.roles.overseer]
# mail = "duty@oversight.example"
# webhook = "https://oversight.example/word"
"""


def start(
    folder: Path,
    name: str,
    executing_state: str,
    *,
    database: str = "sqlite:record.db",
    profile: str | None = None,
    rehearsal: str = "",
) -> Home:
    """Make a gate's folder: record, keys, settings. Its tables come with `migrate`.

    `rehearsal`: the day that it is there, in ISO 8601. Raises `BadHome`, `DatabaseError`.
    """
    if (folder / SETTINGS).exists():
        raise BadHome(f"{folder / SETTINGS} exists already; nothing was changed")
    home = start_node(folder, name, database)
    if not (folder / "keys" / CLEARANCES).exists():
        write_atomically(folder / "keys" / CLEARANCES, f"{SigningKey.new().text()}\n".encode())
    line = "" if profile is None else f'profile = "{profile}"\n'
    text = _TEMPLATE.format(state=executing_state, profile=line, rehearsal=rehearsal)
    write_atomically(folder / SETTINGS, text.encode())
    return home


def start_node(folder: Path, name: str, database: str) -> Home:
    """A record's folder with the secret that every kind of node has. Raises `BadHome`."""
    home = start_record(folder, name, database)
    if not (folder / "keys" / SECRET).exists():
        write_atomically(folder / "keys" / SECRET, f"{urandom(_SECRET_SIZE).hex()}\n".encode())
    return home


def settings(folder: Path) -> Settings:
    """The settings of a gate's folder. Raises `BadHome`."""
    return read_settings(folder / SETTINGS, Settings, "gate")


_Kind = TypeVar("_Kind", bound=msgspec.Struct)


def read_settings(file: Path, kind: type[_Kind], node: str) -> _Kind:
    """The settings in a file. `node`: what has such a file, in words. Raises `BadHome`."""
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), kind)
    except FileNotFoundError:
        raise BadHome(
            f"{file.parent} is no {node}'s folder; 'safeconduct init' makes one"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadHome(f"{file} cannot be read: {error}") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadHome(f"{file}: {error}") from None


def secret(folder: Path) -> bytes:
    """The gate's own secret. Raises `BadHome`."""
    file = folder / "keys" / SECRET
    try:
        found = bytes.fromhex(file.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise BadHome(f"{file} cannot be read: {error}") from None
    if len(found) != _SECRET_SIZE:
        raise BadHome(f"{file} holds {_SECRET_SIZE} bytes in hexadecimal")
    return found


@cache
def clearance_key(folder: Path) -> SigningKey:
    """The key that signs this gate's clearances. Raises `BadHome`."""
    file = folder / "keys" / CLEARANCES
    try:
        return SigningKey.read(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise BadHome(f"{file} cannot be read: {error}") from None
    except BadKey as error:
        raise BadHome(f"{file}: {error}") from None


def _zone(folder: Path, name: str) -> tzinfo:
    try:
        # A computer without a list of zones still knows UTC.
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadHome(
            f"{folder / SETTINGS}: time_zone: there is no '{name}'; write one as Europe/Brussels"
        ) from None


def _recipient(folder: Path, way: Way) -> Recipient:
    """A way out, as the settings name it. Raises `BadHome`."""
    # Nothing but the gate's own part may need what this needs: opened late.
    from safeconduct.gate.node import Recipient  # noqa: PLC0415
    from safeconduct.release.adapters import Adapter, Folder, Https  # noqa: PLC0415

    where = f"{folder / SETTINGS}: recipient '{way.name}'"
    if bool(way.folder) == bool(way.url):
        raise BadHome(f"{where}: give a folder or a url, one of the two")
    adapter: Adapter
    try:
        if way.folder:
            (folder / way.folder).mkdir(parents=True, exist_ok=True)
            adapter = Folder(folder / way.folder)
        else:
            key = VerifyingKey.read(way.key) if way.key else None
            adapter = Https(way.url, way.pin, key)
    except (BadKey, ValueError, OSError) as error:
        raise BadHome(f"{where}: {error}") from None
    return Recipient(way.state, way.name, way.language, adapter)


def node_without_cases(
    folder: Path, executing_state: str, today: Callable[[], date], roles: frozenset[Role],
    budgets: Budgets,
) -> Node:  # fmt: skip
    """A node where accounts, looks and the record work as at a gate, and nothing is decided."""
    from safeconduct.gate.books import shipped  # noqa: PLC0415
    from safeconduct.gate.node import Node  # noqa: PLC0415

    home = Home(folder)
    return Node(
        name=home.settings.name, executing_state=executing_state, profile=None,
        record=home.record(), evidence=home.evidence,
        # Nothing is ruled here: its words are what the node's own record is checked by.
        rulebook=shipped, releases=folder / RELEASES, secret=secret(folder), budgets=budgets,
        samples_a_month=0, today=today, rehearsal=isinstance(today, RehearsalOf),
        roles=roles,
    )  # fmt: skip


def open_node(folder: Path, rulebook: Callable[[], Rulebook] | None = None) -> Node:
    """The node that a gate's folder makes. Django is set up before. Raises `BadHome`."""
    from safeconduct.gate import finalcheck  # noqa: PLC0415
    from safeconduct.gate.books import active  # noqa: PLC0415
    from safeconduct.gate.edits import recorded  # noqa: PLC0415
    from safeconduct.gate.node import Node  # noqa: PLC0415
    from safeconduct.gate.remote import Desks, RemoteCheck  # noqa: PLC0415

    # Django has to be set up before any of its tables is imported.
    from safeconduct.register.desk import Desk  # noqa: PLC0415
    from safeconduct.register.exact import ExactCheck  # noqa: PLC0415
    from safeconduct.register.keeping import use  # noqa: PLC0415

    use(recorded)
    home, found = Home(folder), settings(folder)
    local = tuple(dict.fromkeys(found.registers))
    remote = _remote(folder, home.settings.name, local)
    return Node(
        name=home.settings.name,
        executing_state=found.executing_state,
        profile=found.profile,
        record=home.record(),
        evidence=home.evidence,
        quorum=home.policy_text,
        signing=lambda: clearance_key(folder),
        zone=_zone(folder, found.time_zone),
        recipients=tuple(_recipient(folder, one) for one in found.recipient),
        rulebook=rulebook or active(folder / RELEASES),
        releases=folder / RELEASES,
        secret=secret(folder),
        pseudonyms=home.pseudonym_key(),
        today=calendar(folder / SETTINGS, found.rehearsal),
        rehearsal=bool(found.rehearsal),
        budgets=found.budgets,
        keep_years=found.retention.years,
        samples_a_month=found.samples.a_month,
        teller=outside(home.settings.name, found.escalation, ROLES),
        overseers=_overseers(Peers(folder, home.settings.name)),
        emergency_provisions=found.emergency.provisions,
        population=_population(folder, found.population),
        checks=(*map(ExactCheck, local), *(RemoteCheck(p, r) for r, p in remote.items())),
        desk=Desks(Desk(), remote),
        objections=finalcheck.objections,
    )


def _remote(folder: Path, name: str, local: Iterable[str]) -> dict[str, str]:
    """The registers of other nodes, each with its node. Raises `BadHome`."""
    found = dict.fromkeys(local, name)
    for peer in Peers(folder, name).all().values():
        for register in peer.registers:
            if register in found:
                raise BadHome(
                    f"{folder / PEERS}: the register '{register}' is at {found[register]} already; "
                    "one node answers for a register. If it is not this one, take it out of "
                    "`registers` in gate.toml"
                )
            found[register] = peer.name
    return {register: peer for register, peer in found.items() if peer != name}


def _overseers(peers: Peers) -> Callable[[], list[str]]:
    """The oversight bodies that hear of what is done, as peers.toml has them now."""
    return lambda: [peer.name for peer in peers.talking() if peer.kind == "oversight"]


def _population(folder: Path, file: str) -> PopulationRegister:
    """The population register in a file, relative to the gate's folder. Raises `BadHome`."""
    if not file:
        return NoPopulationRegister()
    from safeconduct.gate import population  # noqa: PLC0415

    try:
        return population.load(folder / file)
    except BadInput as error:
        raise BadHome(str(error)) from None
