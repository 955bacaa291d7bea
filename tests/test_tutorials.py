"""The tutorials do what they say: their files are written and their commands run, in order."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from safeconduct.case.document import BadInput
from safeconduct.files import booktests, store
from safeconduct.law.rule import Rulings
from tests.support import shipped_case

ROOT = Path(__file__).parents[1]
SAVED = re.compile(r"^Save this as `([^`]+)`:\n\n```yaml\n(.*?)^```$", re.M | re.S)
"""A file that the reader is told to save."""

ADDED = re.compile(r"Add this at the end of `my-case.yaml`:\n\n```yaml\n(.*?)^```$", re.M | re.S)
TOLD = re.compile(r"Put one line under the last one.*?```yaml\n(.*?)^```$", re.M | re.S)
"""What the reader of the page on cases adds to the file, step by step."""


def files(page: str) -> dict[str, str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return dict(SAVED.findall(text))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The copy of the rulebook with everything that the page on provisions adds to it."""
    folder = tmp_path / "my-rulebook"
    shutil.copytree(ROOT / "rulebook", folder)
    for name, text in files("writing-a-provision.md").items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return folder


def test_the_provision_of_the_tutorial_is_in_order_and_passes_its_tests(book: Path) -> None:
    assert len(files("writing-a-provision.md")) == 3
    rulebook = store.load_rulebook(book)
    assert rulebook.norm("children-act-2012.5") is not None
    failures, count = booktests.run(rulebook, book, lambda _done, _of, _what: None)
    assert (failures, count > 9) == ([], True)


def test_the_mistakes_it_tells_the_reader_to_make_are_found_where_it_says(book: Path) -> None:
    path = book / "children-act-2012.yaml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("where: child(", "where: chld(", 1), encoding="utf-8")
    page = (ROOT / "docs" / "writing-a-provision.md").read_text(encoding="utf-8")
    with pytest.raises(BadInput) as error:
        store.load_rulebook(book)
    assert str(error.value.problems[0]) in page
    path.write_text(whole.replace(", adult-dispensed(measure)]", "]"), encoding="utf-8")
    failures, _ = booktests.run(store.load_rulebook(book), book, lambda _done, _of, _what: None)
    assert len(failures) == 1
    assert "The youth judge has dispensed with it." in str(failures[0])


def test_the_case_shows_what_the_tutorial_says_it_shows(book: Path) -> None:
    rulebook = store.load_rulebook(book)
    rulings = Rulings(rulebook, store.load_case(shipped_case(), rulebook))
    before = rulings.rule("search")
    assert "children-act-2012.5" in {f.norm for f in before.findings if f.status == "open"}
    assert "children" in {question.subject for question in before.questions}
    after = rulings.rule(
        "search",
        assumed={
            "child(nephew)": "yes",
            "trusted-adult-attends(search)": "no",
            "adult-dispensed(search)": "no",
        },
    )
    assert "children-act-2012.5" in {f.norm for f in after.findings if f.status == "unmet"}


def test_the_case_of_the_tutorial_comes_out_as_the_page_says_after_each_step(
    tmp_path: Path,
) -> None:
    page = (ROOT / "docs" / "writing-a-case.md").read_text(encoding="utf-8")
    answers, status, rest = ADDED.findall(page)
    (told,) = TOLD.findall(page)
    text = files("writing-a-case.md")["my-case.yaml"]
    rulebook = store.load_rulebook()

    def rulings(text: str) -> Rulings:
        path = tmp_path / "my-case.yaml"
        path.write_text(text, encoding="utf-8")
        return Rulings(rulebook, store.load_case(path, rulebook))

    assert rulings(text).outcome("bank") == "undetermined"
    text += answers
    contested = {reading.fact for reading in rulings(text).rule("bank").contested}
    assert contested == {"treaty-basis(req)"}
    text += status
    assert rulings(text).outcome("bank") == "undetermined"
    seen = rulings(text).rule("bank", view="audit")
    assert seen.outcome == "conditions-unmet"
    assert any(fact.untold for finding in seen.findings for fact in finding.facts)
    text += told
    assert rulings(text).outcome("bank") == "conditions-unmet"
    assert rulings(text).outcome("bank", date(2025, 2, 20)) == "undetermined"
    before = rulings(text).rule("bank")
    text += rest
    after = rulings(text).rule("bank")
    assert len(after.decisions) >= len(before.decisions)
    assert "be-mla-act-2004.4-2-2" in {f.norm for f in after.findings if f.status == "decide"}
    assert "complete touched" not in {p.fact for q in after.questions for p in q.points}
