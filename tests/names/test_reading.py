"""What a name's words are, and what is left out of it: as the sources on names have it."""

from __future__ import annotations

import pytest

from safeconduct.names.births import UNKNOWN, BadBirth, Born, agreement, mistaken, read_birth
from safeconduct.names.reading import read


def _words(name: str) -> list[str]:
    found = read(name)
    return [w.text for w in found[0].words if w.places[0] == w.places[1]] if found else []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ZAYDAN, Muhammad", ["zaydan", "muhammad"]),
        ("Dr. Abd al-Rahman bin Khalid al-Qahtani", ["abdrahman", "khalid", "qahtani"]),
        ("Abdulrahman el Kahtani", ["abdrahman", "kahtani"]),
        ("عبد الرحمن بن خالد القحطاني", ["abdرحمن", "خالد", "قحطاني"]),
        ("عبدالرحمن القحطانی", ["عبدرحمن", "قحطاني"]),
        ("Абдуль-Азиз ибн Сауд", ["abdазиз", "сауд"]),
        ("Abu Bakr al-Baghdadi", ["abubakr", "baghdadi"]),
        ("Salah al-Din Rabbani", ["salahdin", "rabbani"]),
        ("Нурсултан Абишулы НАЗАРБАЕВ", ["нурсултан", "абишулы", "назарбаев"]),
        ("Heydar Alirza oglu Aliyev", ["heydar", "alirza", "aliyev"]),
        ("Mr. Jean-Pierre van der Berg Jr.", ["jean", "pierre", "berg"]),
        ("Anna Schmidt, geb. Müller", ["anna", "schmidt", "müller"]),
        ("Mullah Omar", ["omar", "mullah"]),
        ("Le Duan", ["duan", "le"]),
        ("LNU, Ahmed Unknown", ["ahmed"]),
        ("Director General Ivan Petrov", ["ivan", "petrov"]),
        ("J. R. Smith", ["j", "r", "smith"]),
        ("O'Brien Seán", ["o'brien", "seán"]),
        ("Muhammad 12", ["muhammad"]),
        ("नरेन्द्र मोदी", ["नरेन्द्र", "मोदी"]),
        ("김정은", ["김", "정은"]),
        ("LNU FNU", []),
        ("12345 / 678", []),
        ("", []),
    ],
)
def test_the_words_of_a_name(name: str, expected: list[str]) -> None:
    assert _words(name) == expected


def test_what_is_left_out_says_why() -> None:
    found = read("Dr. Abd al-Rahman bin Khalid (unknown)")[0]
    assert {(w.text, w.kind) for w in found.left_out} == {
        ("dr", "honorific"), ("bin", "article"), ("unknown", "noise"),
    }  # fmt: skip


def test_a_father_s_name_is_known_as_one() -> None:
    kinds = {w.text: w.kind for w in read("Igor Vsevolodovich Girkin")[0].words}
    assert kinds["vsevolodovich"] == "father"
    assert read("Osama bin Laden")[0].words[1].kind == "father"


def test_syllables_may_be_one_word_or_two_but_never_both_at_once() -> None:
    words = {w.text: w for w in read("Xi Jin-ping")[0].words}
    assert {"xi", "jin", "ping", "jinping"} <= set(words)
    assert not words["jin"].apart(words["jinping"])
    assert words["xi"].apart(words["jinping"])


def test_characters_are_read_in_each_tradition() -> None:
    found = {r.tradition: [w.text for w in r.words] for r in read("陳大文")}
    assert found["mandarin"] == ["chen", "dawen"]
    assert found["cantonese"] == ["can", "daaiman"]
    assert found["korean"] == ["진", "대문"]
    assert [w.text for w in read("司马光")[1].words] == ["sima", "guang"]
    assert read("单国平")[1].words[0].text == "shan"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1979-05-03", Born(1979, 5, 3)), ("1979-05", Born(1979, 5)), ("1979", Born(1979)),
        ("03.05.1979", Born(1979, 5, 3)), ("05/23/1979", Born(1979, 5, 23)),
        ("3 May 1979", Born(1979, 5, 3)), ("May 1979", Born(1979, 5)),
        ("19790503", Born(1979, 5, 3)),
        ("circa 1979", Born(1979)), ("1979-01-01", Born(1979)), ("1979-00-00", Born(1979)),
        ("unknown", UNKNOWN), ("", UNKNOWN), ("1979-05-03T00:00:00", Born(1979, 5, 3)),
    ],
)  # fmt: skip
def test_days_of_birth_as_sources_have_them(text: str, expected: Born) -> None:
    assert read_birth(text) == expected


@pytest.mark.parametrize("text", ["1979-02-30", "1979-13-01", "1357-05-03", "soon", "3/4"])
def test_a_day_that_is_none_says_what_would_be_right(text: str) -> None:
    with pytest.raises(BadBirth, match=r"write"):
        read_birth(text)


def test_the_usual_errors_of_a_day() -> None:
    assert set(mistaken(Born(1979, 5, 3))) == {Born(1979, 3, 5), Born(1979, 5, 2), Born(1979, 5, 4)}
    assert Born(1979, 2, 28) in set(mistaken(Born(1979, 3, 1)))
    assert not list(mistaken(Born(1979)))
    assert not list(mistaken(Born(1979, 5)))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1979-05-03", "1979-05-03", "same day"), ("1979-05-03", "1979-03-05", "changed over"),
        ("1979-12-31", "1980-01-01", "a year off"), ("1979-05-31", "1979-06-01", "a day off"),
        ("1979-05-03", "1981-05-03", "same day, another year"), ("1979-05-03", "1979", "same year"),
        ("1979-05-03", "1979-05", "same year and month"), ("1979", "1980", "a year off"),
        ("1979-05-03", "1979-05-20", "same month"), ("1979", "1961-02-03", "differ"),
        ("1979-05-03", "", "unknown"), ("1979-05-03", "1980-11-20", "a year off, another day"),
    ],
)  # fmt: skip
def test_how_two_days_agree(one: str, other: str, expected: str) -> None:
    assert agreement(read_birth(one), read_birth(other)) == expected
    assert agreement(read_birth(other), read_birth(one)) == expected
