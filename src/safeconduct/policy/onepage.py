"""While one page is made, what was found once is not looked for again.

    with one_page():
        ...  once_a_page(("conflicts", account), lambda: set(query))

A page puts a dozen questions to the node's own API, and each asks anew whether its reader may, by
which rulebook, and what the record says. A page is one look at one moment: asked once, that holds
until the page is made, and no longer. The next page asks again.

Inside a transaction nothing is remembered and nothing remembered is used. So whatever is written,
a look included, rests on what is so at that moment. Outside of `one_page` nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import connection

T = TypeVar("T")

_found: ContextVar[dict[Hashable, Any] | None] = ContextVar("found on this page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Remember from here to the end of the block, in this thread alone."""
    before = _found.set({})
    try:
        yield
    finally:
        _found.reset(before)


def once_a_page(what: Hashable, find: Callable[[], T]) -> T:
    """What `find` gives; within one page it is called once for each `what`.

    `what` names everything that the answer depends on: who asks, too, if it depends on that. What
    is given must not be changed by whoever gets it. If `find` raises, nothing is remembered.
    """
    found = _found.get()
    if found is None or connection.in_atomic_block:
        return find()
    if what not in found:
        found[what] = find()
    return found[what]  # type: ignore[no-any-return]
