"""Many threads at once on one gate, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Barrier, Thread

from django.db import connection

THREADS = 50


def race(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each act gave, or the exception it raised; all begin at the same moment."""
    barrier = Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            barrier.wait()
            results[number] = acts[number]()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def again(act: Callable[[], object], *kinds: type[Exception], tries: int = 60) -> object:
    """An act whose author looks anew and tries again when it is refused in one of these ways."""
    for _ in range(tries - 1):
        with suppress(*kinds):
            return act()
    return act()


def refused(results: Sequence[object], *kinds: type[Exception]) -> int:
    """How many were refused in these ways; any other exception fails the test."""
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, kinds):
            raise result
    return sum(isinstance(result, Exception) for result in results)
