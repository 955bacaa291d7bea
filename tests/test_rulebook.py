"""The rulebook that ships: its own tests, its marks, and what must never be written into it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from safeconduct.case.document import Document
from safeconduct.files import booktests, store, yamltext
from safeconduct.files.booktests import RuleTest
from safeconduct.law.formula import ALWAYS, AnyNode, Atom, atoms
from safeconduct.law.load import MARK, load
from safeconduct.law.rulebook import Norm
from safeconduct.law.shut import Builder
from safeconduct.law.world import PlainWorld
from tests import minibook, tables, turning
from tests.support import shipped

FOLDER = store.data_folder("rulebook")
FILES = sorted(path.name for path in (FOLDER / "tests").glob("*.yaml"))


@cache
def all_tests() -> dict[str, list[tuple[int, RuleTest]]]:
    """The rule tests of each file, with the line of each."""
    found: dict[str, list[tuple[int, RuleTest]]] = defaultdict(list)
    for document, index, test in booktests.read(FOLDER):
        found[document.name.removeprefix("tests/")].append((document.line(("tests", index)), test))
    return found


def norms() -> tuple[Norm, ...]:
    return shipped().norms


def formulas(norm: Norm) -> list[AnyNode]:
    """Every formula of a norm."""
    found: list[AnyNode] = [norm.ground] if norm.ground is not None else []
    for version in norm.versions:
        found += [version.when, *(must.fact for must in version.must)]
        found += [part for part in (version.unless, version.done) if part is not None]
    return found


def words(norm: Norm) -> set[str]:
    """The facts and words that a norm names."""
    return {atom.name for formula in formulas(norm) for atom in atoms(formula)}


# --- the tests that stand beside the rules ------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_rule_test_of_a_file_has_the_result_it_names(name: str) -> None:
    failed = [
        f"{name}:{line}: {test.norm}: {fault}"
        for line, test in all_tests()[name]
        for fault in booktests.faults(shipped(), test)
    ]
    assert not failed, "\n".join(failed)


def test_the_runner_names_the_file_and_line_of_a_test_that_fails(tmp_path: Path) -> None:
    failures, count = booktests.run(shipped(), FOLDER)
    assert (failures, count) == ([], sum(len(tests) for tests in all_tests().values()))
    source = (FOLDER / "tests" / "be-act-1969.yaml").read_text(encoding="utf-8")
    wrong = source.replace("result: fires", "result: rests", 1)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "wrong.yaml").write_text(wrong, encoding="utf-8")
    ((line, test), *others) = all_tests()["be-act-1969.yaml"]
    failures, count = booktests.run(shipped(), tmp_path)
    assert {(f.file, f.line) for f in failures} == {("tests/wrong.yaml", line)}
    assert count == 1 + len(others)
    for failure in failures:  # one for each act that the test is about
        assert failure.message.startswith(f"{test.norm}: {test.name} Expected rests")


def test_the_norms_near_a_norm_are_all_that_its_tests_rest_on() -> None:
    tests = [test for _, tests in sorted(all_tests().items()) for _, test in tests]
    for test in tests[::7]:
        one = next(booktests.worlds(shipped(), test))
        small = structs.replace(shipped(), norms=booktests.near(shipped(), test.norm))
        assert booktests.outcome_of(small, one) == booktests.outcome_of(shipped(), one), test.name


INSIDE = {
    "norm": "law.wind",
    "effect": "requires",
    "acts": ["search"],
    "versions": [{"in_force": {"from": "2010-01-01", "until": "2020-01-01"},
                  "must": [{"fact": "windy(measure)", "cure": "Wait."}]}],
}  # fmt: skip
CALM = RuleTest(
    name="It is calm.", norm="law.wind", act="search", day="2015-01-01", result="fires",
    facts={"windy(measure)": "no"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, []),
        ({"since": "2010-01-01", "until": "2020-01-01"}, []),
        ({"since": "2009-12-31"}, ["Expected fires on 2009-12-31, found rests."]),
        ({"since": "2010-01-02"}, ["Expected rests on 2010-01-01, found fires."]),
        ({"until": "2019-12-31"}, ["Expected rests on 2019-12-31, found fires."]),
        ({"until": "2020-01-02"}, ["Expected fires on 2020-01-01, found rests."]),
        ({"act": ("any",)}, []),
        ({"act": ("search", "search")}, []),
    ],
)
def test_a_rule_test_is_carried_out_for_each_act_and_on_the_days_it_names(
    fields: dict[str, Any], wrong: list[str]
) -> None:
    found = list(booktests.faults(minibook.book(INSIDE), structs.replace(CALM, **fields)))
    assert found == [f"It is calm. {text}" for text in wrong]


def test_a_rule_test_names_the_act_for_which_it_fails() -> None:
    words = {**minibook.WORDS, "acts": {**minibook.WORDS["acts"], "seizure": "things are seized"}}
    rulebook = load([Document("words.yaml", words), minibook.provision(INSIDE)], "test")
    test = structs.replace(CALM, act=("search", "seizure"))
    fault = "It is calm. Expected fires for seizure, found rests."
    assert list(booktests.faults(rulebook, test)) == [fault]


def test_a_rule_test_names_the_kind_for_which_it_fails() -> None:
    test = RuleTest(
        name="Such a status counts.", norm="law.status", act="search", day="2015-01-01",
        result="fires", lists={"protections(anna)": ("status",), "touched(measure)": ("anna",)},
        kinds={"status": ("refugee-status", "pending-claim", "interim-measure")},
    )  # fmt: skip
    lists = {
        "protections": {"of": "person", "holds": "protection", "ask": "Complete?",
                        "declared_by": "magistrate"}
    }  # fmt: skip
    words = {**minibook.WORDS, "lists": {**minibook.WORDS["lists"], **lists}}
    norm = {
        "norm": "law.status",
        "effect": "forbids",
        "opens": "none",
        "versions": [{"when": {
            "some": "person in touched(measure)",
            "where": {"some": "protection in protections(person)",
                      "where": "is(protection, refugee-status, pending-claim)"},
        }}],
    }  # fmt: skip
    rulebook = load([Document("words.yaml", words), minibook.provision(norm)], "test")
    fault = "Such a status counts. Expected fires, status being interim-measure, found rests."
    assert list(booktests.faults(rulebook, test)) == [fault]


@pytest.mark.parametrize("fields", [{"since": "2015-01-02"}, {"until": "2015-01-01"}])
def test_a_rule_test_lies_between_the_days_it_names(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="day"):
        list(booktests.faults(minibook.book(INSIDE), structs.replace(CALM, **fields)))


def test_a_rule_test_can_be_about_another_executing_state() -> None:
    rulebook = minibook.book(INSIDE)
    abroad = structs.replace(
        rulebook, norms=tuple(
            structs.replace(n, applies=structs.replace(n.applies, jurisdiction="BE"))
            for n in rulebook.norms
        ),
    )  # fmt: skip
    assert not list(booktests.faults(abroad, CALM))
    there = structs.replace(CALM, executing="FR")
    assert list(booktests.faults(abroad, there)) == ["It is calm. Expected fires, found rests."]


def test_a_test_that_names_a_treaty_or_a_ground_turns_on_it() -> None:
    idle = [
        f"{name}:{line}: {test.norm}: {test.name} But {what}."
        for name, tests in all_tests().items()
        for line, test in tests
        for what in turning.idle(shipped(), test)
    ]
    assert not idle, "\n".join(idle)


def test_who_decides_what_is_as_the_table_says() -> None:
    path = Path(__file__).parent / "expected" / "who-decides.yaml"
    expected = yamltext.read(path).tree
    found = {section: rows for section, rows in tables.who_decides(shipped()).items() if rows}
    assert found == expected, "read the change; if it is meant, write it into who-decides.yaml, too"


def test_belgium_is_bound_since_the_days_of_the_table() -> None:
    path = Path(__file__).parent / "expected" / "belgium-bound.yaml"
    assert tables.bound(shipped(), "BE") == yamltext.read(path).tree


def results_of(norm: str) -> set[str]:
    return {t.result for tests in all_tests().values() for _, t in tests if t.norm == norm}


@pytest.mark.parametrize("norm", norms(), ids=lambda norm: norm.id)
def test_every_norm_has_a_test_in_which_it_bites_and_one_in_which_it_rests(norm: Norm) -> None:
    results = results_of(norm.id)
    assert "fires" in results
    assert "rests" in results or _always(norm)


def _always(norm: Norm) -> bool:
    """Whether a norm applies to its acts under no condition, so that it can only bite."""
    version = norm.versions[0]
    bare = version.when == ALWAYS and version.unless is None and not version.must
    return bare and version.in_force.start is None


def test_every_rule_test_is_about_a_norm_that_is_there_and_says_so_in_a_sentence() -> None:
    ids = {norm.id for norm in norms()}
    for name, tests in all_tests().items():
        for line, test in tests:
            assert test.norm in ids, f"{name}:{line}"
            assert test.name.endswith("."), f"{name}:{line}"
            assert test.name[0].isupper(), f"{name}:{line}"


# --- what every provision carries ------------------------------------------------------


def test_every_provision_says_how_far_it_was_read_and_what_it_leaves_out() -> None:
    for provision in shipped().provisions.values():
        assert MARK.match(provision.mark), provision.id
        assert provision.read, provision.id
        assert provision.not_modelled, provision.id
        assert all(line.endswith(".") for line in provision.not_modelled), provision.id
        assert len(provision.identifier) > 5, provision.id
        if provision.class_ == "law":
            assert any(sign.isdigit() for sign in provision.identifier), provision.id
        else:
            assert "policy" in provision.identifier, provision.id


def test_policy_is_never_cited_as_law() -> None:
    for norm in norms():
        assert (norm.class_ == "policy") == norm.provision.startswith("policy-"), norm.id
        assert shipped().provisions[norm.provision].class_ == norm.class_


def test_every_condition_says_how_to_put_it_right_or_why_nothing_would() -> None:
    for norm in norms():
        for version in norm.versions:
            for must in version.must:
                assert (must.cure or must.incurable or "").endswith("."), norm.id
                assert bool(must.cure) != bool(must.incurable), norm.id


def test_every_national_law_says_from_which_day_it_is_in_force() -> None:
    for norm in norms():
        if norm.class_ == "law" and norm.applies.jurisdiction:
            assert all(version.in_force.start for version in norm.versions), norm.id


def test_every_kind_of_measure_has_a_legal_basis_in_belgium() -> None:
    ours = [norm for norm in norms() if norm.provision != "own-law"]  # where Belgium executes
    based = {act for norm in ours if norm.effect == "authorises" for act in norm.acts}
    assert based == set(shipped().vocabulary.acts)


def test_every_fact_has_somebody_who_answers_and_grounds_somebody_who_decides() -> None:
    vocabulary = shipped().vocabulary
    for name, word in vocabulary.facts.items():
        assert word.ask.endswith("?"), name
        assert word.ground == "no" or word.settled_by != "none", name


# --- what must not be written -----------------------------------------------------------


def test_no_rule_says_that_only_a_judge_may_question_a_lawyer() -> None:
    for norm in norms():
        if "questioning" in norm.acts and norm.effect in ("forbids", "requires"):
            assert not words(norm) & {"lawyer", "avocat"}, norm.id
            shut = " ".join([norm.says, *(m.cure or "" for v in norm.versions for m in v.must)])
            assert "by a judge" not in shut, norm.id


NIGHT = "starts-between(measure,21:00,05:00)"


def night_norms() -> list[Norm]:
    return [norm for norm in norms() if "starts-between" in words(norm)]


@pytest.mark.parametrize(("hour", "result"), [("06:30", "rests"), ("22:00", "fires")])
def test_half_past_six_in_the_morning_breaches_no_hours(hour: str, result: str) -> None:
    assert night_norms()
    for norm in night_norms():
        for act in norm.acts:
            test = RuleTest(
                name="At this hour.", norm=norm.id, act=act, day="2019-10-01", result="rests",
                hour=hour, facts={"private-place(measure)": "yes", "night-exception(measure)": "no",
                                  "occupant-consents(measure)": "no"},
            )  # fmt: skip
            assert booktests.outcome_of(shipped(), test) == result, norm.id


def test_a_signal_only_raises_grounds_and_never_shuts() -> None:
    signals = [norm for norm in norms() if norm.effect == "signals"]
    assert signals
    facts = shipped().vocabulary.facts
    for norm in signals:
        assert norm.raises, norm.id
        assert all(facts[name].ground == "yes" for name in norm.raises), norm.id
    for norm in norms():
        if norm.effect in ("forbids", "requires", "conceals", "may-refuse"):
            named = [a for f in formulas(norm) for a in atoms(f) if a.name == "is"]
            kinds = {arg for atom in named for arg in atom.args[1:]}
            assert not kinds & {"cancelled-notice", "refused-extradition", "plot", "smear"}, norm.id


def test_no_notice_deleted_or_standing_decides_anything_by_itself() -> None:
    lists = {"touched(measure)": ("p",), "targets(measure)": ("p",), "signals(request)": ("s",)}
    for act in shipped().vocabulary.acts:
        for kind in ("cancelled-notice", "study"):
            world = PlainWorld(act, date(2019, 10, 1), lists=lists, kinds={"s": kind})
            builder = Builder(shipped(), world)
            shut = builder.build()
            for part in shut.parts:
                if part.decision is None and not part.limbs:
                    assert not builder.solver.certain(part.shut), (act, kind, part.norm.id)


def test_a_refugee_is_not_a_reason_to_refuse_every_assistance() -> None:
    for norm in norms():
        if norm.effect == "forbids" and norm.opens == "none":
            assisting = set(norm.acts) & {"search", "bank-data", "questioning", "seizure"}
            assert not (assisting and words(norm) & {"refugee", "protected"}), norm.id


ABSOLUTE = {"cat-1984.3-1", "icpped-2006.16-1", "echr-1950.3-surrender", "iccpr-1966.7"}


def test_no_finding_no_exclusion_and_no_decision_opens_the_way_to_torture() -> None:
    bars = [norm for norm in norms() if norm.id in ABSOLUTE]
    assert {norm.id for norm in bars} == ABSOLUTE
    for norm in bars:
        assert norm.opens == "none", norm.id
        assert set(norm.acts) == {"surrender", "removal"}, norm.id
        assert all(version.unless is None for version in norm.versions), norm.id
        assert len(words(norm)) == 1, norm.id  # the risk, and nothing beside it
    for norm in norms():
        assert not {target.norm for target in norm.prevails_over} & ABSOLUTE, norm.id


def test_exclusion_takes_nothing_from_a_status_that_stands() -> None:
    excluding = {norm.id: norm for norm in norms() if any("excluded-" in w for w in words(norm))}
    assert len(excluding) == 3
    for norm in excluding.values():
        lifted = [target.norm for target in norm.prevails_over]
        assert (norm.effect, lifted) == ("permits", ["refugee-convention-1951.33-1-in-fact"])


def test_the_convention_on_organised_crime_has_no_ground_of_persecution() -> None:
    about_assistance = [
        norm
        for norm in norms()
        if norm.provision in ("untoc-2000", "ets-30-1959", "ets-141-1990")
        and set(norm.acts) != {"surrender"}
    ]
    assert about_assistance
    for norm in about_assistance:
        assert not words(norm) & {"persecution-risk", "proceedings-motivated"}, norm.id
        assert not set(norm.raises) & {"persecution-risk", "proceedings-motivated"}, norm.id
        assert norm.effect == "signals" or "persecut" not in norm.says.lower(), norm.id


def test_judgments_later_than_the_day_are_shown_and_not_counted() -> None:
    later = [(n.id, a.case) for n in norms() for a in n.authorities if a.day > "2019-10-01"]
    assert later
    for norm in norms():
        for authority in norm.authorities:
            if any(name in authority.case for name in ("Wolland", "Sérvulo", "Servulo")):
                assert "violation" not in authority.says.lower().replace("no violation", ""), (
                    norm.id
                )


def test_the_opposition_of_third_parties_does_not_protect_the_targets_own_devices() -> None:
    (norm,) = [n for n in norms() if n.id == "be-mla-act-2004.6-5"]
    assert "object-of-offence" in words(norm)


def test_no_version_of_a_norm_leaves_a_gap_between_itself_and_the_next() -> None:
    for norm in norms():
        ends = sorted(v.in_force.end for v in norm.versions if v.in_force.end)
        starts = {v.in_force.start for v in norm.versions}
        for end in ends[:-1]:
            assert end in starts, norm.id
        for version in norm.versions:
            begin = version.in_force.start
            if begin is not None:
                assert norm.version(begin) is version
                assert norm.version(begin - timedelta(days=1)) is not version
            if version.in_force.end is not None:
                assert norm.version(version.in_force.end) is not version


def test_grounds_are_single_facts() -> None:
    for norm in norms():
        assert norm.ground is None or isinstance(norm.ground, Atom), norm.id
