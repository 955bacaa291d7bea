"""Random events of every kind, made from the kinds themselves, for Hypothesis."""

from __future__ import annotations

from typing import Any, cast

from hypothesis import strategies as st
from msgspec import NODEFAULT, inspect

from safeconduct.case import dates, eventbase, events, facts, ids
from safeconduct.case.eventbase import Event

IDS = ("anna", "a-1", "search", "req_01ARYZ6S41TSV4RRFFQ69G5FAV")

# Whatever a case file can hold: no halves of surrogate pairs, no control characters. An id that
# stands among words is a word, so that none is one by chance.
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf"]), min_size=1, max_size=12
).filter(lambda text: not any(one in text for one in IDS))

BY_PATTERN: dict[str, st.SearchStrategy[str]] = {
    ids.PATTERN: st.sampled_from(IDS),
    dates.PATTERN: st.sampled_from(["2025-03-01", "2025", "by 2025-03", "2024..2025", "unknown"]),
    facts.PATTERN: st.sampled_from(["lawyer(anna)", "notified(search, anna)", "touched( search )"]),
    eventbase.STATE: st.sampled_from(["XA", "XB"]),
    eventbase.DIGEST: st.sampled_from(["0" * 64, "ab" * 32]),
    eventbase.MOMENT: st.sampled_from(["2025-03-01T06:30Z", "2025-03-01T23:59:59Z"]),
    eventbase.ENTRY_NUMBER: st.sampled_from(["0", "17"]),
}


def _of(info: inspect.Type) -> st.SearchStrategy[Any]:
    if isinstance(info, inspect.Metadata):
        return _of(info.type)
    if isinstance(info, inspect.StrType):
        if info.pattern is None:
            return words
        return BY_PATTERN.get(info.pattern, st.sampled_from(["06:30", "23:59"]))
    if isinstance(info, inspect.LiteralType):
        return st.sampled_from(list(info.values))
    if isinstance(info, inspect.VarTupleType):
        return st.lists(_of(info.item_type), max_size=2).map(tuple)
    if isinstance(info, inspect.DictType):
        return st.dictionaries(_of(info.key_type), _of(info.value_type), max_size=2)
    if isinstance(info, inspect.UnionType):
        return st.one_of([_of(part) for part in info.types])
    if isinstance(info, inspect.NoneType):
        return st.none()
    if isinstance(info, inspect.StructType):
        return _struct(info)
    raise TypeError(f"no strategy for {info}")


def _struct(info: inspect.StructType) -> st.SearchStrategy[Any]:
    needed: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for field in info.fields:
        open_ended = field.default is NODEFAULT and field.default_factory is NODEFAULT
        (needed if open_ended else optional)[field.name] = _of(field.type)
    return st.fixed_dictionaries(needed, optional=optional).map(lambda given: info.cls(**given))


BY_KIND: dict[str, st.SearchStrategy[events.AnyEvent]] = {
    tag: _of(inspect.type_info(kind)) for tag, kind in events.KINDS.items()
}
"""A strategy for the events of each kind."""

any_event = st.one_of(list(BY_KIND.values()))


def kind_of(event: Event) -> str:
    """An event's tag."""
    return cast(str, event.__struct_config__.tag)
