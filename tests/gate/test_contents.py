"""Bytes of items: kept as they came, sealed, bound to what the record lists, given to nobody."""

from __future__ import annotations

from hashlib import sha256

import pytest

from safeconduct.case import events as ev
from safeconduct.gate import contents, indexcheck, measures, reading, retention
from safeconduct.gate.change import File, change
from safeconduct.gate.errors import Held, NotFound, Refused
from safeconduct.gate.models import Content
from safeconduct.gate.overtaken import overtaken as by_later
from safeconduct.policy.permissions import Denied
from safeconduct.server.document import document
from tests.gate.matter import Matter, matter
from tests.gate.place import Gate

RAW = b"\x00account 17\r\n\xff" * 50


def listed(node: Gate, m: Matter, title: str = "statement of account") -> str:
    """A record from the bank."""
    event = ev.ItemListed(item="", kind="bank-record", title=title, measure=m.bank)
    return measures.list_item(node.actor("clerk"), m.case, event)


def read(node: Gate, m: Matter, item: str) -> bytes:
    """The bytes, as the way out gets them."""
    with change(m.case, node.actor("magistrate")) as file:
        return contents.of(file, item).raw


def test_what_is_put_in_is_what_comes_out_byte_for_byte(node: Gate) -> None:
    m = matter(node)
    item = listed(node, m)
    said = node.api("clerk").put(f"cases/{m.case}/items/{item}/content", RAW, 201)
    assert said == {"sha256": sha256(RAW).hexdigest()}
    assert read(node, m, item) == RAW
    assert RAW[:12] not in bytes(Content.objects.get().sealed)
    assert list(indexcheck.differences()) == []


def test_listing_an_item_anew_keeps_its_bytes(node: Gate) -> None:
    m = matter(node)
    item = listed(node, m)
    contents.put(node.actor("clerk"), m.case, item, RAW)
    again = ev.ItemListed(item=item, kind="bank-record", title="better title", measure=m.bank)
    measures.list_item(node.actor("clerk"), m.case, again)
    assert read(node, m, item) == RAW


def test_bytes_that_are_not_those_listed_are_not_given_out(node: Gate) -> None:
    """Neither changed ones, nor those of another item put in their place."""
    m = matter(node)
    one, two = listed(node, m), listed(node, m)
    for item, raw in ((one, RAW), (two, RAW + b"!")):
        contents.put(node.actor("clerk"), m.case, item, raw)
    kept = bytes(Content.objects.get(item=one).sealed)
    for sealed in (kept[:-1] + bytes([kept[-1] ^ 1]), bytes(Content.objects.get(item=two).sealed)):
        Content.objects.filter(item=one).update(sealed=sealed)
        with pytest.raises(Held, match="not those"):
            read(node, m, one)
    Content.objects.filter(item=one).delete()
    with pytest.raises(NotFound, match="were not put in"):
        read(node, m, one)


def test_other_bytes_overtake_what_was_decided_on_the_earlier_ones(node: Gate) -> None:
    m = matter(node)
    item = listed(node, m)
    contents.put(node.actor("clerk"), m.case, item, RAW)
    clerk, magistrate = node.actor("clerk"), node.actor("magistrate")
    with change(m.case, clerk) as file:
        old = file.state.measures[m.bank]
        file.write(
            ev.MeasurePlanned(
                measure=m.bank, kind=old.kind, request=old.request, title=old.title,
                acting=old.acting, on=old.on, targets=old.targets, touches=old.touches,
                items=(item,),
            )
        )  # fmt: skip
    with change(m.case, magistrate) as file:
        file.write(ev.DecisionTaken(measures=(m.bank,), outcome="proceed", reasons="It is needed."))
        assert not overtaken(file, m.bank)
    contents.put(clerk, m.case, item, RAW)
    with change(m.case, magistrate) as file:
        assert not overtaken(file, m.bank), "the same bytes change nothing"
    contents.put(clerk, m.case, item, RAW + b"!")
    with change(m.case, magistrate) as file:
        assert overtaken(file, m.bank) == ["item-listed"]


def overtaken(file: File, measure: str) -> list[str]:
    """What came after the decisions on a measure that rest on less."""
    return [kind for o in by_later(file.events, file.state, measure) for kind in o.kinds]


def test_what_was_sent_stays_what_it_was(node: Gate) -> None:
    m = matter(node)
    item = listed(node, m)
    clerk = node.actor("clerk")
    contents.put(clerk, m.case, item, RAW)
    with change(m.case, clerk) as file:
        sent = ev.TransmissionSent(measure=m.bank, recipient="the authority", items=(item,))
        file.write(sent, by="central-authority")
    with pytest.raises(Refused, match="was sent"):
        contents.put(clerk, m.case, item, RAW + b"!")
    assert read(node, m, item) == RAW


def test_police_put_in_what_they_took_and_nobody_reads_it(node: Gate) -> None:
    m = matter(node)
    item = listed(node, m)
    for role in ("defence", "observer", "asylum-officer", "overseer", "operator", "court"):
        with pytest.raises(Denied):
            contents.put(node.actor(role), m.case, item, RAW)
    contents.put(node.actor("police-officer"), m.case, item, RAW)
    assert "get" not in document()["paths"]["/api/cases/{case}/items/{item}/content"]
    assert RAW.decode("latin-1") not in str(reading.events(m.case))


def test_no_bytes_and_no_item_are_said_in_words(node: Gate) -> None:
    m = matter(node)
    item, clerk = listed(node, m), node.api("clerk")
    found = clerk.put(f"cases/{m.case}/items/{item}/content", b"", 422)
    assert found["problems"] == ["body: the bytes of the item are missing"]
    found = clerk.put(f"cases/{m.case}/items/itm_none/content", RAW, 404)
    assert found["problems"] == ["there is no item 'itm_none' in this case"]


def test_what_is_erased_leaves_no_bytes(node: Gate) -> None:
    node.account("second", "overseer")
    m = matter(node)
    contents.put(node.actor("clerk"), m.case, listed(node, m), RAW)
    with change(m.case, node.actor("magistrate")) as file:
        file.write(ev.RequestClosed(request=m.request, reasons="Withdrawn."))
    retention.propose(node.actor("overseer"), m.case, "Ordered.", ordered=True)
    retention.carry_out(node.actor("overseer", "second"), m.case)
    assert not Content.objects.exists()
