"""Releases of the rulebook: tested, signed by two persons, looked at, and only then in use."""

from __future__ import annotations

from pathlib import Path

from safeconduct.case import events as ev
from safeconduct.files.store import data_folder
from safeconduct.gate import books, previews, reading
from safeconduct.gate.change import changing
from safeconduct.gate.connection import writing
from safeconduct.gate.errors import Forbidden, Held, NotFound, Refused
from safeconduct.gate.itself import GATE
from safeconduct.gate.models import Case, Release
from safeconduct.gate.node import current
from safeconduct.gate.officefile import office
from safeconduct.gate.reading import OFFICE
from safeconduct.policy.actor import Actor
from safeconduct.policy.permissions import Permission, must
from safeconduct.policy.standing import same_person

_TWO = 2


def add(source: Path, tell: books.Tell = lambda _done, _of, _what: None) -> str:
    """Bring a folder with a rulebook into the node's folder; gives the release's hash.

    That makes nothing of it: it can now be looked at and signed. Raises `Wrong` if it cannot be
    read or fails its own tests.
    """
    digest = books.store(current().releases, source, tell)
    Release.objects.get_or_create(pk=digest, defaults={"added": current().today()})
    return digest


def bring(actor: Actor, source: Path, tell: books.Tell = lambda _done, _of, _what: None) -> str:
    """The same as an act of somebody who may sign releases. Raises `Wrong`."""
    must(actor, Permission.RULEBOOK_WRITE)
    return add(source, tell)


def begin() -> str:
    """A new node uses the rulebook that ships, from its first day, whatever ships later."""
    digest = add(data_folder("rulebook"))
    with changing(GATE) as made:
        if Release.objects.filter(active=True).exists():
            raise Refused("a rulebook is in use already; a release is signed and then activated")
        Release.objects.filter(pk=digest).update(active=True)
        office(made).write(ev.RulebookActivated(rulebook=digest, changes=(), note="as it ships"))
    return digest


def sign(actor: Actor, digest: str) -> None:
    """Sign a release. Its files and its own tests are checked anew first.

    Raises `NotFound`, `Wrong`, `Forbidden` if the signer counts as one who has signed already.
    """
    must(actor, Permission.RULEBOOK_WRITE)
    release_of(digest)
    folder = books.folder_of(current().releases, digest)
    books.load(current().releases, digest)
    books.check(folder)
    with changing(actor) as made:
        file = office(made)
        if any(same_person(actor, signed) for signed, _ in _signed(digest)):
            raise Forbidden("you have signed this release, or stand in for who has; it takes two")
        file.write(ev.RulebookSigned(rulebook=digest))


def preview(
    actor: Actor, digest: str, tell: books.Tell = lambda _done, _of, _what: None
) -> list[previews.Changed]:
    """Which open measures would have another outcome today. Raises `NotFound`, `Wrong`."""
    must(actor, Permission.RULEBOOK_WRITE)
    release_of(digest)
    return previews.look(digest, tell)


def start_preview(actor: Actor, digest: str) -> None:
    """Have the worker make a preview; `previewed` tells what came of it. Raises `NotFound`."""
    must(actor, Permission.RULEBOOK_WRITE)
    release_of(digest)
    with writing():
        previews.start(digest)


def previewed(actor: Actor, digest: str) -> previews.Look:
    """How far the preview is that was last asked for, and what it found. Raises `NotFound`."""
    must(actor, Permission.PREVIEW_READ)
    return previews.state(release_of(digest))


def activate(actor: Actor, digest: str) -> list[previews.Changed]:
    """Use a release from now on; gives the open measures whose outcome changes by it.

    Raises `NotFound`, `Wrong`, `Refused` without two signatures, `Held` under an alarm.
    """
    must(actor, Permission.RULEBOOK_WRITE)
    _no_alarm()
    release_of(digest)
    # What takes long is done before everybody else has to wait.
    previews.look(digest)
    with changing(actor, everywhere=True) as made:
        _no_alarm()
        file = office(made)
        if release_of(digest).active:
            raise Refused("this release is in use already")
        _two_signed(digest)
        changes = previews.look(digest)
        file.write(ev.RulebookActivated(rulebook=digest, changes=tuple(map(str, changes))))
        Release.objects.filter(active=True).update(active=False)
        Release.objects.filter(pk=digest).update(active=True)
    return changes


def release_of(digest: str) -> Release:
    """The row of a release; raises `NotFound`."""
    found = Release.objects.filter(pk=digest).first()
    if found is None:
        raise NotFound(f"there is no release '{digest[:64]}'")
    return found


def signatures() -> dict[str, list[str]]:
    """The roles that have signed each release, in their order."""
    found: dict[str, list[str]] = {}
    for one in _office_events():
        if isinstance(one.event, ev.RulebookSigned):
            found.setdefault(one.event.rulebook, []).append(str(one.event.by))
    return found


def _office_events() -> list[reading.Written]:
    return reading.read(OFFICE) if Case.objects.filter(pk=OFFICE).exists() else []


def _signed(digest: str) -> list[tuple[str, str]]:
    """Who signed a release, as the record keeps it, and in which role."""
    return [
        (w.actor, str(w.event.by))
        for w in _office_events()
        if isinstance(w.event, ev.RulebookSigned) and w.event.rulebook == digest
    ]


def _two_signed(digest: str) -> None:
    signed = _signed(digest)
    if len(signed) < _TWO:
        raise Refused(
            f"{len(signed)} of {_TWO} signatures: two persons sign a release before it is used, "
            "a rulebook keeper and another one or the overseer"
        )
    if all(role != "rulebook-keeper" for _, role in signed):
        raise Refused("no rulebook keeper has signed this release; one of the two has to")


def _no_alarm() -> None:
    standing = current().evidence.standing()
    if standing:
        raise Held(
            f"an alarm stands ({standing[0].words}); nothing opens, and no rulebook changes, until "
            "somebody has answered it"
        )
