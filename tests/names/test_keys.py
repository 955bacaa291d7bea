"""Which keys a person has: a few, strictest first, as both sides need them."""

from __future__ import annotations

from typing import Any

from safeconduct.names.keys import MOST, TIERS, Keys, keys
from safeconduct.names.persons import person


def _keys(*, asker: bool = True, **fields: Any) -> Keys:
    return keys(person(fields), asker=asker)


def _tiers(found: Keys) -> set[str]:
    return {key.tier for key in found.keys}


def test_a_person_with_a_day_of_birth_and_a_number_has_keys_of_every_tier() -> None:
    found = _keys(
        name="Iskander Bolatuly Yerimbetov", birth_date="1971-05-03", numbers="KZ 710503300123"
    )
    assert _tiers(found) == set(TIERS)
    order = [TIERS.index(key.tier) for key in found.keys]
    assert order == sorted(order)
    assert found.keys[0].value == "kz710503300123"


def test_only_the_asker_expands_days_and_years() -> None:
    fields: dict[str, Any] = {"name": "Iskander Yerimbetov", "birth_date": "1971-05-03"}
    asked, held = _keys(**fields), _keys(asker=False, **fields)
    assert set(held.keys) < set(asked.keys)
    assert {k.value.split("|")[1] for k in held.keys if "+date" in k.tier} == {"1971-05-03"}
    for other in ("1971-03-05", "1971-05-02", "1971-05-04", "1972", "1970-11-20"):
        assert any(
            k.tier in ("pair+date", "pair+year")
            for k in asked.shared(_keys(asker=False, name="Yerimbetov Iskandar", birth_date=other))
        ), other


def test_the_first_of_january_stands_for_a_year() -> None:
    found = _keys(asker=False, name="Iskander Yerimbetov", birth_date="1971-01-01")
    assert "pair+date" not in _tiers(found)
    assert "pair+year" in _tiers(found)


def test_strangers_share_nothing_but_what_they_have_in_common() -> None:
    one = _keys(name="Iskander Yerimbetov", birth_date="1971-05-03")
    assert not one.shared(_keys(name="Mukhtar Ablyazov", birth_date="1971-05-03"))
    namesake = one.shared(_keys(asker=False, name="Iskander Yerimbetov", birth_date="1950-02-02"))
    assert {k.tier for k in namesake} <= {"pair", "pair-wide", "rare"}


def test_one_word_alone_meets_one_word_and_a_whole_name_only_where_few_have_it() -> None:
    assert _keys(name="El Kahtani").shared(_keys(name="القحطاني"))
    assert _keys(name="Zhardemali").shared(_keys(name="Ботагоз Жардемали"))
    assert not _keys(name="Ali").shared(_keys(name="Ali Hasan"))


def test_a_servant_of_god_is_a_whole_name() -> None:
    for one in ("Abdul Bari", "Abdulbari", "عبد الباري", "Абдул-Бари"):
        for other in ("Abd al-Bari", "عبدالباري"):
            assert _keys(name=one).shared(_keys(name=other)), (one, other)


def test_initials_are_no_words_of_a_key() -> None:
    assert not {k for k in _keys(name="J. R. Li").keys if k.tier != "rare"}


def test_a_number_is_compared_without_signs_and_only_if_it_can_tell() -> None:
    assert _keys(name="A", numbers="N-00 12.34/56").shared(_keys(name="B", numbers="n00123456"))
    assert not _keys(name="A", numbers="1234").shared(_keys(name="B", numbers="1234"))


def test_more_keys_than_there_may_be_are_said_to_lack_never_dropped_silently() -> None:
    names = [f"{a}ar {b}an {c}od" for a in "bdgklm" for b in "nprst" for c in "bdgz"]
    found = _keys(names=names, birth_date="1971-05-03")
    assert len(found.keys) == MOST
    assert found.incomplete
    assert found.lacking
    # The strict tiers of the day as it was given are not among what was given up first.
    assert "number" not in found.lacking


def test_a_day_that_is_none_leaves_the_name_and_a_remark() -> None:
    found = person({"name": "Iskander Yerimbetov", "birth_date": "1971-02-30"})
    assert keys(found).keys
    assert "birth_date is left out" in found.remarks[0]
