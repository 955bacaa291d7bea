"""Any byte of any row, and any byte of the file: whatever is changed is found.

And a record that nobody touched has no finding, whatever was recorded in it.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.about import About
from safeconduct.record.database import DatabaseError, connect
from safeconduct.record.verify import Report, verify
from tests.anyevent import BY_KIND
from tests.record.site import Site

ROWS = {
    "record_entry": ("log", "position", "entry"),
    "record_node": ("log", "number", "hash"),
    "record_payload": ("position", "sealed"),
    "record_checkpoint": ("log", "size", "note"),
    "record_cosignature": ("log", "size", "witness", "key", "time", "line"),
}
AGAIN = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def changed(value: Any, place: int, by: int) -> Any:
    """A value with one byte changed."""
    if isinstance(value, int):
        raw = bytearray(value.to_bytes(8, "big", signed=True))
    else:
        raw = bytearray(value.encode() if isinstance(value, str) else value)
    raw[place % len(raw)] ^= by
    if isinstance(value, int):
        return int.from_bytes(raw, "big", signed=True)
    return raw.decode() if isinstance(value, str) else bytes(raw)


@settings(AGAIN, max_examples=150)
@given(
    table=st.sampled_from(sorted(ROWS)),
    row=st.integers(0, 10_000),
    column=st.integers(0, 4),
    place=st.integers(0, 10_000),
    by=st.integers(1, 255),
)
def test_any_byte_of_any_row(
    site: Site, table: str, row: int, column: int, place: int, by: int
) -> None:
    columns = ROWS[table]
    name = columns[column % len(columns)]
    rows = site.database.execute(
        f"SELECT {', '.join(columns)} FROM {table} ORDER BY {', '.join(columns[:-1])}"
    ).fetchall()
    old = dict(zip(columns, rows[row % len(rows)], strict=True))
    try:
        new = changed(old[name], place, by)
    except UnicodeDecodeError:
        assume(False)
    where = " AND ".join(f"{key} = %s" for key in columns[:-1])
    try:
        update(site, table, f"{name} = %s", where, [new, *[old[key] for key in columns[:-1]]])
    except DatabaseError:
        # There is such a row already, or PostgreSQL does not take such a text.
        assume(False)
    report = site.verify()
    now = {**old, name: new}
    update(site, table, f"{name} = %s", where, [old[name], *[now[key] for key in columns[:-1]]])
    assert report.findings
    if table in ("record_entry", "record_payload") and name != "log":
        assert any(finding.covers(old["position"]) for finding in report.findings)


def update(site: Site, table: str, what: str, where: str, values: list[Any]) -> None:
    with site.database.transaction():
        site.database.execute(f"UPDATE {table} SET {what} WHERE {where}", values)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Path]:
    """A record in an SQLite file that is closed and whole."""
    path = tmp_path_factory.mktemp("flip") / "record.db"
    site = Site(f"sqlite:{path}", f"sqlite:{path}")
    for _ in range(3):
        site.fill(10)
        site.checkpoint()
    site.database.scrub()
    site.close()
    return site, path


@settings(AGAIN, max_examples=150)
@given(offset=st.integers(0, 10**9), by=st.integers(1, 255))
def test_any_byte_of_the_file(
    file: tuple[Site, Path], tmp_path: Path, offset: int, by: int
) -> None:
    site, path = file
    damaged = tmp_path / "damaged.db"
    for old in tmp_path.glob("damaged.db*"):
        old.unlink()
    copyfile(path, damaged)
    raw = bytearray(path.read_bytes())
    offset %= len(raw)
    raw[offset] ^= by
    damaged.write_bytes(raw)
    report = checked(site, damaged)
    if report is not None and content(damaged) != content(path):
        assert report.findings, f"byte {offset}"


def checked(site: Site, path: Path) -> Report | None:
    """What verification finds; None if the file cannot even be opened."""
    try:
        database = connect(f"sqlite:{path}")
    except DatabaseError:
        return None
    try:
        return verify(
            database, site.key.public, policy=site.policy, payload_keys=site.keys, now=site.now
        )
    finally:
        database.close()


def content(path: Path) -> dict[str, list[Any]] | None:
    """All rows of the record as SQLite reads them; None if it cannot."""
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = bytes
        try:
            return {
                table: sorted(raw.execute(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)
                for table, columns in ROWS.items()
            }
        except sqlite3.Error:
            return None


# Announcements have to fit what happens; the test makes its own.
ANNOUNCING = ("act-intended", "act-dropped", "payload-erased", "entries-lost")
ORDINARY = st.one_of([events for kind, events in BY_KIND.items() if kind not in ANNOUNCING])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.lists(ORDINARY, min_size=1, max_size=5)),
        st.tuples(st.just("erase"), st.integers(0, 100)),
        st.tuples(st.just("checkpoint"), st.booleans()),
        st.tuples(st.just("later"), st.integers(0, 10**6)),
    ),
    max_size=12,
)


@settings(AGAIN, max_examples=40)
@given(steps=STEPS)
def test_a_record_of_anything_that_nobody_touched(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, Any]]
) -> None:
    address = f"sqlite:{tmp_path_factory.mktemp('clean') / 'record.db'}"
    site = Site(address, address)
    announced: dict[int, list[int]] = {}
    for what, value in steps:
        if what == "append":
            site.append(*value, about=About(("request-1",), ("anna",)))
        elif what == "erase" and site.log.size():
            position = value % site.log.size()
            (told,) = site.append(ev.PayloadErased(entry=str(position), reasons="the time is over"))
            site.database.execute("DELETE FROM record_payload WHERE position = %s", [position])
            announced.setdefault(position, []).append(told)
        elif what == "checkpoint":
            site.checkpoint(cosigned=value)
        elif what == "later":
            site.later(value)
    if site.log.size():
        site.checkpoint()
    report = site.verify([site.signed()] if site.log.size() else [])
    # An announcement that was itself erased announces nothing any more.
    silent = {p for p, by in announced.items() if all(entry in announced for entry in by)}
    found = [f for f in report.findings if f.kind == "payload-gone"]
    assert report.findings == found
    assert {p for p in announced if any(f.covers(p) for f in found)} == silent
    assert report.payloads_opened == report.size - len(announced)
    site.close()


def test_words_of_the_file_that_are_none(file: tuple[Site, Path], tmp_path: Path) -> None:
    """Where SQLite's own description of the tables is damaged, its errors quote what is no text."""
    site, path = file
    raw = path.read_bytes()
    damaged = tmp_path / "damaged.db"
    for found in re.finditer(rb"CREATE (TABLE|TRIGGER|INDEX) ", raw):
        for old in tmp_path.glob("damaged.db*"):
            old.unlink()
        damaged.write_bytes(raw[: found.end()] + b"\xcb" + raw[found.end() + 1 :])
        report = checked(site, damaged)
        assert report is None or content(damaged) == content(path) or report.findings
