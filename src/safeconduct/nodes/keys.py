"""The key that signs what a node says to others: `keys/messages`, a JWK."""

from __future__ import annotations

from pathlib import Path

from safeconduct.record.files import write_atomically
from safeconduct.record.home import BadHome
from safeconduct.record.jws import BadKey, SigningKey

FILE = "messages"


def message_key(folder: Path) -> SigningKey:
    """The key in a node's folder, made when it is first asked for. Raises `BadHome`."""
    file = folder / "keys" / FILE
    if not file.parent.is_dir():
        raise BadHome(f"{folder} is no node's folder: it has no folder 'keys'")
    try:
        if not file.exists():
            write_atomically(file, f"{SigningKey.new().text()}\n".encode())
        return SigningKey.read(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadHome(f"{file} cannot be read: {error}") from None
    except BadKey as error:
        raise BadHome(f"{file}: {error}") from None
