"""Papers as a court gets them: the same bytes everywhere, nothing missing, nothing told."""

from __future__ import annotations

import io
import os
import re
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest

from safeconduct.case import events as ev
from safeconduct.case.document import BadInput
from safeconduct.case.replay import Replay
from safeconduct.case.ruling import Finding, Ruling
from safeconduct.files import store
from safeconduct.law.audit import audit
from safeconduct.law.openpart import OpenPart
from safeconduct.law.replay import replay as walk
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook
from safeconduct.papers import files, fonts, plain
from safeconduct.papers.audit import audit as audit_data
from safeconduct.papers.audit import spans
from safeconduct.papers.publish import publish
from safeconduct.papers.replay import replay as replay_data
from safeconduct.papers.ruling import ruling as ruling_data
from safeconduct.papers.typeset import typeset
from tests.support import CASE, changed, read, rulebook
from tests.test_openpart import twins

ROOT = Path(__file__).parents[1]
DAY = date(2025, 3, 1)

NAMES = {
    "Latin": "Zdeněk Łukasz Åse Đặng Ñuñez",
    "Russian": "Сергей Ёлкин",
    "Kazakh": "Ғұңқөүұһі Әділет Қанат",
    "Ukrainian": "Ґалаґан Їжак Єва",
    "Greek": "Ελλάδα Ώρα",
    "Arabic": "محمد بن سلمان",
    "Persian": "گچپژ محمدی‌پور",
    "Uyghur": "ئۇيغۇر ئەزىز",
    "Hebrew": "משה כהן",
    "Chinese, simplified": "习近平",
    "Chinese, traditional": "蔣經國 龍",
    "Japanese": "さくら カナ 東京",
    "Korean": "김정은",
    "Georgian": "საქართველო",
    "Armenian": "Հայաստան Երևան",
    "Devanagari": "नरेन्द्र क्षत्रिय",
    "Thai": "ประเทศไทย น้ำ",
    "Amharic": "ኢትዮጵያ",
    "Tamil": "தமிழ்",
}


@cache
def book() -> Rulebook:
    return store.load_rulebook()


@cache
def part() -> OpenPart:
    return OpenPart(book())


@cache
def brussels() -> tuple[ev.AnyEvent, ...]:
    return tuple(store.load_case(store.find_case("brussels-2019"), book()))


HEAD, FOOT = 790.0, 66.0
"""Between these heights, in points, stands the text of a page; above and below what repeats."""


def text(pdf: bytes) -> str:
    """The text of a PDF, page after page, without heads, feet and white space."""
    found: list[str] = []

    def visit(words: str, matrix: list[float], text_matrix: list[float], *_: Any) -> None:
        if FOOT < matrix[3] * text_matrix[5] + matrix[5] < HEAD:
            found.append(words)

    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return flat("".join(found))


def flat(words: str) -> str:
    """Words without white space: where a line ends is the layout's affair."""
    kept = "".join(c for c in words if unicodedata.category(c) not in ("Cf", "Cc"))
    return "".join(unicodedata.normalize("NFKC", kept).split())


def of_ruling(told: Ruling, beside: Ruling | None = None) -> bytes:
    cites = part().cites()
    return typeset("ruling", ruling_data(told, cites, beside=beside), DAY)


def of_replay(told: Replay, *, sealed: bool = False) -> bytes:
    return typeset("replay", replay_data(told, part().cites(), sealed=sealed), DAY)


@cache
def opened(measure: str, view: str = "gate") -> Ruling:
    rulings = Rulings(part().rulebook, part().events(brussels()))
    return rulings.rule(measure, view="gate" if view == "gate" else "audit")


@cache
def whole(measure: str) -> Ruling:
    return Rulings(book(), brussels()).rule(measure)


def small(**changes: Any) -> Ruling:
    """The ruling on the small invented case, with other words in it."""
    made = Rulings(rulebook(), read(CASE)).rule("search")
    return msgspec.structs.replace(made, **changes)


# nothing missing


def words_of(finding: Finding) -> Iterator[str]:
    yield from (finding.says, finding.cite, finding.norm)
    if finding.status == "met":
        return  # in brief
    for condition in finding.conditions:
        if condition.state != "met":
            yield from (condition.says, condition.cure or condition.incurable or "")
    for fact in finding.facts:
        yield fact.says
        yield from fact.untold
        for statement in fact.statements:
            yield from (statement.said_by, statement.note, *statement.source)
    for judgment in finding.authorities:
        yield from (judgment.case, judgment.says, judgment.mark)
    yield finding.reading or ""


@pytest.mark.parametrize(("measure", "view"), [("search", "gate"), ("search", "audit")])
def test_every_word_of_a_ruling_is_on_its_paper(measure: str, view: str) -> None:
    told = opened(measure, view)
    shown = text(of_ruling(told))
    expected = [word for finding in told.findings for word in words_of(finding)]
    expected += [point.ask for question in told.questions for point in question.points]
    expected += [question.office for question in told.questions]
    expected += [due.what for due in told.duties if due.state != "may be due"]
    expected += [source.title for source in told.sources]
    expected += [statement.said_by for reading in told.contested
                 for statement in reading.statements]  # fmt: skip
    missing = [word for word in expected if flat(word) not in shown]
    assert missing == []


def test_every_word_of_a_replay_is_on_its_paper() -> None:
    told = walk(part().rulebook, part().events(brussels()))
    shown = text(of_replay(told))
    expected = [words for step in told.steps for words in step.happened]
    for step in told.steps:
        for answer in step.answers:
            expected.append(answer.title)
            for norm in (*answer.shut_by, *answer.hangs_on):
                expected += [norm.says, norm.cite, *norm.cures]
            expected += [duty.says for duty in answer.follows]
    expected += [source.title for source in told.sources]
    missing = [word for word in expected if flat(word) not in shown]
    assert missing == []


def test_sources_are_told_on_the_page_that_names_them() -> None:
    """Nobody has to turn back to learn what S is."""
    told = opened("search")
    title = next(flat(source.title) for source in told.sources if source.name == "S")
    reader = pypdf.PdfReader(io.BytesIO(of_ruling(told)))
    pages = [flat(page.extract_text()) for page in reader.pages]
    naming = [page for page in pages if "[S" in page]
    assert naming
    assert all(title in page for page in naming)


def test_later_judgments_stand_apart_from_those_that_count() -> None:
    shown = text(of_ruling(opened("search")))
    later = shown.index(flat("Later than the day ruled on, and not counted:"))
    assert later < shown.index(flat("Kruglov and others v. Russia"))


def test_contested_facts_stand_side_by_side_with_both_readings() -> None:
    told = next(
        ruling for measure in Rulings(book(), brussels()).whole.measures
        if (ruling := opened(measure, "audit")).contested
    )  # fmt: skip
    shown = text(of_ruling(told))
    for reading in told.contested:
        assert flat(reading.says) in shown
        assert all(flat(s.said_by) in shown for s in reading.statements)
    assert flat("If yes:") in shown


# the file itself


def test_the_file_says_what_it_is() -> None:
    reader = pypdf.PdfReader(io.BytesIO(of_ruling(opened("search"))))
    catalogue: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == opened("search").title
    assert catalogue["/Lang"].startswith("en")
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    xmp = catalogue["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>2<", xmp)
    assert re.search(r"pdfuaid:part>1<", xmp)
    assert str(Path.home()) not in xmp
    titles = [item.title for item in flat_outline(reader.outline)]
    assert titles[0] == opened("search").title
    assert len(titles) > 4


def flat_outline(items: Any) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list):
            yield from flat_outline(item)
        else:
            yield item


def test_each_page_has_rulebook_version_and_number() -> None:
    told = opened("search")
    reader = pypdf.PdfReader(io.BytesIO(of_ruling(told)))
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        shown = flat(page.extract_text())
        assert told.rulebook[:16] in shown
        assert flat(f"safeconduct {told.engine}") in shown
        assert flat(f"page {number} of {count}") in shown


def test_only_pinned_fonts_are_in_the_file() -> None:
    reader = pypdf.PdfReader(io.BytesIO(of_ruling(small(title=" ".join(NAMES.values())))))
    pages: list[Any] = list(reader.pages)
    names = {
        str(font.get_object()["/BaseFont"])
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names
    assert all("Noto" in name for name in names)
    assert {font.path for font in fonts.pinned().fonts() if font.path} == {
        font.path for font in fonts.pinned().fonts()
    }, "a font of Typst's own is in use"


def write(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "safeconduct", *arguments],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error", **env},
    )  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [("rule", "brussels-2019", "search"), ("replay", "brussels-2019"), ("audit", "brussels-2019")],
    ids=["rule", "replay", "audit"],
)
def test_two_machines_write_the_same_bytes(command: Sequence[str], tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other place"
    one.mkdir()
    other.mkdir()
    papers = ("--pdf", "paper.pdf", "--sealed-annex", "annex.pdf")
    first = write(one, *command, *papers, TZ="Asia/Almaty", LC_ALL="C", HOME=str(one))
    second = write(
        other, *command, "--pdf", str(other / "paper.pdf"), "--sealed-annex", "annex.pdf",
        TZ="America/New_York", LC_ALL="tr_TR.UTF-8", LANG="tr_TR.UTF-8", PYTHONHASHSEED="7",
        SOURCE_DATE_EPOCH="1",
    )  # fmt: skip
    assert (first.returncode, first.stderr) == (0, "")
    assert (second.returncode, second.stderr) == (0, "")
    for name in ("paper.pdf", "annex.pdf"):
        assert (one / name).read_bytes() == (other / name).read_bytes()


# what is told, and what is not


@pytest.mark.parametrize("measure", ["search", "bank-data-sending"])
def test_twins_get_the_same_paper_byte_for_byte(measure: str) -> None:
    """With a protection, an opinion and a hold or without: only what is sealed differs."""
    pdfs, outcomes = [], []
    for events in twins():
        rulings = Rulings(part().rulebook, part().events(events))
        pdfs.append(of_ruling(rulings.rule(measure)))
        outcomes.append(Rulings(book(), events).rule(measure))
    assert pdfs[0] == pdfs[1]
    assert outcomes[0] != outcomes[1]


@pytest.mark.parametrize("decide", ["as-it-was", "proceed"])
def test_twins_get_the_same_replay_byte_for_byte(decide: str) -> None:
    one, other = (
        replay_data(
            walk(
                part().rulebook, part().events(events),
                "proceed" if decide == "proceed" else "as-it-was",
            ),
            part().cites(),
        )
        for events in twins()
    )  # fmt: skip
    assert one == other


def test_the_open_paper_is_the_same_whether_an_annex_was_made(tmp_path: Path) -> None:
    alone, beside = tmp_path / "alone.pdf", tmp_path / "beside.pdf"
    args = (lambda: opened("search"), lambda: whole("search"), part().cites())
    publish(alone, None, *args)
    publish(beside, tmp_path / "annex.pdf", *args)
    assert alone.read_bytes() == beside.read_bytes()


def test_without_an_annex_the_whole_is_never_made(tmp_path: Path) -> None:
    def never() -> Ruling:
        raise AssertionError("the whole ruling was made")

    publish(tmp_path / "open.pdf", None, lambda: opened("search"), never, part().cites())


def test_who_is_protected_is_in_the_annex_and_not_in_the_open_paper() -> None:
    annex = text(of_ruling(whole("search"), beside=opened("search")))
    paper = text(of_ruling(opened("search")))
    for words in (
        "refugee status of B.J. against KZ",
        "Has the authority that protects been asked about this measure?",
        "Has every connected register answered",
    ):
        assert flat(words) in annex
        assert flat(words) not in paper
    assert flat("Sealed annex") in annex
    assert flat("Sealed annex.") not in paper


def test_the_annex_says_the_outcome_of_the_whole_ruling() -> None:
    annex = text(of_ruling(whole("search"), beside=opened("search")))
    assert whole("search").outcome == "conditions-unmet"
    assert flat("Outcome of the whole ruling■conditions unmet") in annex


def test_only_its_owner_can_read_an_annex(tmp_path: Path) -> None:
    annex, paper = tmp_path / "annex.pdf", tmp_path / "open.pdf"
    publish(paper, annex, lambda: opened("search"), lambda: whole("search"), part().cites())
    assert stat.S_IMODE(annex.stat().st_mode) == 0o600


# names in every script


@pytest.mark.parametrize("script", sorted(NAMES))
def test_names_in_every_script_are_set_with_a_sign_for_each_character(script: str) -> None:
    """PDF/A refuses a file with an empty box in it, so that it was made shows that none is."""
    pdf = of_ruling(small(title=f"Search of the flat of {NAMES[script]} (1980)"))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert flat(NAMES[script]) in flat(reader.metadata.title)


def test_a_name_without_a_font_is_refused_and_named(tmp_path: Path) -> None:
    target = tmp_path / "paper.pdf"
    told = small(title="Search of the flat of 𓀀𓂋")
    with pytest.raises(BadInput) as refused:
        publish(target, None, lambda: told, lambda: told, ())
    (problem,) = refused.value.problems
    assert "U+13000 EGYPTIAN HIEROGLYPH A001" in problem.message
    assert "U+1308B" in problem.message
    assert "Search of the flat" in problem.message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sign", ["\ue000", "\u0378", "\ufffe"])
def test_signs_that_stand_for_nothing_are_refused(sign: str) -> None:
    with pytest.raises(BadInput, match=f"U\\+{ord(sign):04X}"):
        of_ruling(small(title=f"Search of {sign}"))


def test_right_to_left_names_do_not_reorder_what_follows() -> None:
    assert plain.line("to محمد (1980)") == f"to {plain.RLI}محمد{plain.PDI} (1980)"
    name = "محمد بن سلمان"
    assert plain.line(f"{name} 1980 {name}") == (
        f"{plain.RLI}{name}{plain.PDI} 1980 {plain.RLI}{name}{plain.PDI}"
    )


# hostile text

HOSTILE = (
    '#eval("panic()")',
    "#panic[x] #{ 1 + 1 } #set page(width: 1pt)",
    "] } ) $ * _ ` ~ @ref <label> // comment /* */ \\u{1F600} \\",
    "\"quotes\" 'single' «guillemets»",
    '"}, {"title": "another',
    "= Heading\n- list\n+ one\n/ term: x",
    "#import \"paper.typ\": *; #read(\"/etc/passwd\")",
)  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_in_a_case_is_shown_and_never_run(words: str) -> None:
    shown = text(of_ruling(small(title=words, viewer=words, day_as_stated=words)))
    assert shown.count(flat(words)) >= 2


def test_signs_that_turn_text_round_are_taken_out() -> None:
    assert plain.line("lawyer: \u202eon\u202c \u2066yes\u2069") == "lawyer: on yes"
    assert plain.line("a\x00b\tc\u2028d\r\ne") == "a b c d e"


def test_persian_joiners_stay() -> None:
    assert "\u200c" in plain.line("محمدی\u200cپور")


@pytest.mark.parametrize(
    "words",
    ["x" * 3000, "Ж" * 400, "م" * 300, "long title " * 28, "a-b" * 200, "W" * 300, "習" * 500],
    ids=["x", "zhe", "meem", "words", "hyphens", "wide", "han"],
)
def test_nothing_runs_off_the_page(words: str) -> None:
    """Long words break: every sign stands within the margins."""
    pdf = of_ruling(small(title=words[:300], request=words, viewer=words))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        width = float(page.mediabox.width)
        for x in positions(page):
            assert 0 < x < width - 30
    count = 3 if len(words) <= 300 else 2
    assert text(pdf).count(flat(words)[:250]) >= count - 1


def positions(page: Any) -> list[float]:
    found: list[float] = []

    def visit(words: str, matrix: list[float], text_matrix: list[float], *_: Any) -> None:
        if words.strip():
            found.append(matrix[0] * text_matrix[4] + matrix[4])

    page.extract_text(visitor_text=visit)
    return found


def test_a_very_long_note_runs_over_pages_and_loses_nothing() -> None:
    note = " ".join(f"word{number}" for number in range(2500))
    told = opened("search")
    finding = next(f for f in told.findings if f.facts and f.facts[0].statements)
    statement = msgspec.structs.replace(finding.facts[0].statements[0], note=note)
    fact = msgspec.structs.replace(finding.facts[0], statements=(statement,))
    long = msgspec.structs.replace(finding, facts=(fact,))
    shown = text(of_ruling(msgspec.structs.replace(told, findings=(long,))))
    assert all(f"word{number}" in shown for number in range(2500))


@pytest.mark.parametrize("place", ["contested", "brief", "untold"])
def test_long_words_elsewhere_lose_nothing_either(place: str) -> None:
    note = " ".join(f"word{number}" for number in range(2500))
    told = opened("search", "audit")
    if place == "contested":
        reading = told.contested[0]
        said = msgspec.structs.replace(reading.statements[0], note=note)
        long = msgspec.structs.replace(reading, statements=(said, *reading.statements[1:]))
        told = msgspec.structs.replace(told, contested=(long,))
    else:
        status = "met" if place == "brief" else "open"
        finding = next(f for f in told.findings if f.status == status and f.facts
                       and (status == "open" or f.because) and f.facts[0].statements)  # fmt: skip
        fact = finding.facts[0]
        if place == "brief":
            said = msgspec.structs.replace(fact.statements[0], note=note)
            fact = msgspec.structs.replace(fact, statements=(said,))
        else:
            fact = msgspec.structs.replace(fact, untold=tuple(note.split()))
        other = msgspec.structs.replace(finding, facts=(fact,), because=(fact.fact,))
        told = msgspec.structs.replace(told, findings=(other,))
    shown = text(of_ruling(told))
    assert all(f"word{number}" in shown for number in range(2500))


# writing


def test_what_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    note = tmp_path / "note.txt"
    note.write_text("not a paper", encoding="utf-8")
    for target, why in (
        (folder, "it is a folder"),
        (tmp_path / "none" / "paper.pdf", "there is no folder"),
        (note, "it exists and is no pdf"),
        (tmp_path / ("n" * 300 + ".pdf"), "too long"),
    ):
        result = write(tmp_path, "rule", "brussels-2019", "search", "--pdf", str(target))
        assert result.returncode == 2
        assert result.stdout == ""
        (line,) = result.stderr.splitlines()
        assert line.startswith("safeconduct: cannot write")
        assert why in line.lower().replace("file name too long", "too long")
    assert note.read_text(encoding="utf-8") == "not a paper"


def test_paper_and_annex_cannot_be_one_file(tmp_path: Path) -> None:
    same = tmp_path / "same.pdf"
    result = write(
        tmp_path, "rule", "brussels-2019", "search", "--pdf", "same.pdf",
        "--sealed-annex", str(same),
    )  # fmt: skip
    assert result.returncode == 2
    assert "two different files" in result.stderr
    assert not same.exists()


def test_what_was_written_is_said(tmp_path: Path) -> None:
    papers = ("--pdf", "paper.pdf", "--sealed-annex", "annex.pdf")
    said = write(tmp_path, "rule", "brussels-2019", "search", *papers)
    assert said.stdout.splitlines() == ["written: paper.pdf", "written: annex.pdf"]
    said = write(tmp_path, "rule", "brussels-2019", "search", *papers, "--json")
    assert msgspec.json.decode(said.stdout) == ["paper.pdf", "annex.pdf"]


def papers_in(folder: Path) -> list[files.Paper]:
    return [
        files.Paper(folder / "paper.pdf", b"%PDF-new"),
        files.Paper(folder / "annex.pdf", b"%PDF-new too", sealed=True),
    ]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-old")
    done: list[int] = []

    def full(_handle: int) -> None:
        done.append(1)
        if len(done) == 2:  # the first draft is there, the second is not
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInput, match="no space left on device"):
        files.write(papers_in(tmp_path))
    assert (tmp_path / "paper.pdf").read_bytes() == b"%PDF-old"
    assert [path.name for path in tmp_path.iterdir()] == ["paper.pdf"]


def test_papers_replace_papers(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-old")
    files.write(papers_in(tmp_path))
    assert (tmp_path / "paper.pdf").read_bytes() == b"%PDF-new"
    assert (tmp_path / "annex.pdf").read_bytes() == b"%PDF-new too"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["annex.pdf", "paper.pdf"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there.pdf").write_bytes(b"%PDF-old")
    link = tmp_path / "paper.pdf"
    link.symlink_to(tmp_path / "there.pdf")
    files.write(papers_in(tmp_path)[:1])
    assert link.is_symlink()
    assert (tmp_path / "there.pdf").read_bytes() == b"%PDF-new"


def test_help_and_rulings_do_not_load_typst() -> None:
    code = (
        "import sys; from safeconduct.cli import main\n"
        "try: main(['rule', '--help'])\n"
        "except SystemExit: pass\n"
        "assert not {'typst', 'safeconduct.papers.typeset', 'msgspec'} & set(sys.modules)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr


def test_a_changed_case_changes_its_paper() -> None:
    """Or the tests of equal bytes would show nothing."""
    other = changed(CASE, "measures", 0, title="Search of another flat")
    one = Rulings(rulebook(), read(CASE)).rule("search")
    two = Rulings(rulebook(), read(other)).rule("search")
    assert of_ruling(one) != of_ruling(two)


# audits


def test_every_norm_of_an_audit_is_on_its_paper_with_its_measures() -> None:
    found = audit(part().rulebook, part().events(brussels()))
    shown = text(typeset("audit", audit_data(found, part().cites()), DAY))
    expected = [measure.title for measure in found.measures]
    for provision in found.provisions:
        expected += [provision.title, provision.read, *provision.not_modelled]
        expected += [norm.says for norm in provision.norms]
    for measure in found.measures:
        expected += [word for each in measure.standing("not-met") for word in words_of(each)]
        expected += [due.what for due in measure.duties if due.state != "done"]
        expected += [reading.says for reading in measure.contested]
        expected += measure.untold
    missing = [word for word in expected if flat(word) not in shown]
    assert missing == []


def test_twins_get_the_same_audit_paper() -> None:
    one, other = (
        audit_data(audit(part().rulebook, part().events(events)), part().cites())
        for events in twins()
    )
    assert one == other


def test_numbers_in_a_row_are_told_as_a_span() -> None:
    assert spans("132") == ["1–3"]
    assert spans(["1", "2", "5", "12", "11", "10"]) == ["1", "2", "5", "10–12"]


# shorter: a fact is told in full once


def test_a_fact_is_told_in_full_once_and_named_with_its_sources_after_that() -> None:
    told = opened("search")
    finding = next(f for f in told.findings if f.status == "open" and f.facts[:1]
                   and f.facts[0].statements and f.facts[0].statements[0].source)  # fmt: skip
    twice = msgspec.structs.replace(finding, norm="another-norm", says="Another norm.")
    shown = text(of_ruling(msgspec.structs.replace(told, findings=(finding, twice))))
    statement = finding.facts[0].statements[0]
    assert shown.count(flat(statement.said_by)) == 1
    assert shown.count(flat(finding.facts[0].says)) >= 2
    assert flat(f"[{', '.join(statement.source)}] (1)") in shown
