"""What a text has to look like is said in words, and never as a pattern."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from safeconduct.case import eventbase, expected


class Thing(msgspec.Struct):
    """Something with a day and states."""

    on: eventbase.Day = "unknown"
    citizen_of: tuple[eventbase.State, ...] = ()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"on": "30/06/2018"}, "on: this is not a day; write one of: 2019-10-01"),
        ({"citizen_of": ["Kazakhstan"]}, "citizen_of: this is not a state; write its two-letter"),
        ({"on": 3}, "on: Expected `str`, got `int`"),
    ],
)
def test_an_error_names_the_field_and_what_is_right(said: dict[str, Any], words: str) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert(said, Thing)
    found = expected.plain(str(error.value))
    assert found.startswith(words)
    assert "regex" not in found
    assert "[0-9]" not in found


def test_a_pattern_is_known_with_and_without_its_end() -> None:
    assert expected.right(eventbase.HOUR) == expected.right(eventbase.HOUR.removesuffix(r"(?!\n)"))
    assert expected.right("^x$") == ""
