"""Every text of every page has its French, which says the same things in the same places."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from safeconduct.case import events as ev
from safeconduct.case.roles import ROLES
from safeconduct.case.ruling import OUTCOMES
from safeconduct.desks import words
from safeconduct.gate.stages import STAGES
from tests.desks import catalog
from tests.gate.place import Gate


def _all(said: object) -> list[str]:
    """One text, or a singular and its plurals; one that is empty if there is none."""
    if isinstance(said, (list, tuple)):
        return [str(one) for one in said]
    return [str(said or "")]


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_no_text_is_without_its_translation_and_no_translation_without_a_text(
    language: str,
) -> None:
    wanted = {one.id for one in catalog.texts()}
    found = {m.id: m.string for m in catalog.read(language) if m.id}
    assert wanted - set(found) == set(), "run make messages, then translate what is new"
    assert set(found) - wanted == set(), "run make messages"
    assert [text for text, said in found.items() if not all(_all(said))] == []


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_translations_fill_in_what_the_texts_do(language: str) -> None:
    for message in catalog.read(language):
        texts, said = _all(message.id), _all(message.string)
        wanted = {name for text in texts for name in re.findall(r"%\((\w+)\)s", text)}
        for one in said:
            names = set(re.findall(r"%\((\w+)\)s", one))
            assert names <= wanted, message.id
            # One may leave out its number: "one request", "une demande".
            assert names == wanted or len(said) > 1, message.id


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_what_programs_read_is_what_people_translated(language: str) -> None:
    made = catalog.compiled(catalog.read(language))
    assert catalog.file(language, "mo").read_bytes() == made, "run make messages"


def test_every_word_of_case_files_has_one_on_pages() -> None:
    assert set(words.ROLES) == set(ROLES)
    assert set(words.STAGES) == set(STAGES)
    assert set(words.OUTCOMES) == set(words.OUTCOME_SIGNS) == set(OUTCOMES)
    kinds = {str(kind.__struct_config__.tag) for kind in ev.AnyEvent.__args__}
    assert set(words.EVENTS) <= kinds


def test_a_reader_is_answered_in_their_language_and_can_change_it(node: Gate) -> None:
    client = Client()
    page = client.get("/sign-in", headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="fr">' in page
    assert "Se connecter" in page
    client.post("/language", {"language": "en", "next": "/sign-in"})
    page = client.get("/sign-in", headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="en">' in page
