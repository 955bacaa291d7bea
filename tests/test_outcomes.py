"""Each outcome by its definition, on the smallest rulebook that shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from safeconduct.law.verdict import Assessment, assess
from safeconduct.law.world import PlainWorld
from tests.minibook import ORDERED, book

DAY = date(2019, 10, 1)
RAIN_BARS = {
    "norm": "law.rain",
    "effect": "forbids",
    "opens": "none",
    "versions": [{"when": "rainy(measure)"}],
}
MUST_BE_SUNNY = {
    "norm": "law.sun",
    "effect": "requires",
    "versions": [{"must": [{"fact": "sunny(measure)", "cure": "Wait for the sun."}]}],
}
JUDGE_MAY_REFUSE = {
    "norm": "law.may",
    "effect": "may-refuse",
    "decided_by": "magistrate",
    "versions": [{"when": "windy(measure)"}],
}
MOTIVE_REFUSES = {
    "norm": "law.motive",
    "effect": "forbids",
    "ground": "motivated(request)",
    "decided_by": "magistrate",
}
WIND_IS_A_SIGNAL = {
    "norm": "law.signal",
    "effect": "signals",
    "raises": ["motivated"],
    "versions": [{"when": "windy(measure)"}],
}
DUTY_TO_SEARCH = {"norm": "law.duty", "effect": "obliges", "duty_to_act": "yes"}


def case(
    *norms: dict[str, Any], decisions: Any = None, findings: Any = None, **facts: str
) -> Assessment:
    """Assess a search under `norms`; facts are about the measure, in the order they are read."""
    values: dict[str, Any] = {f"{name}(measure)": value for name, value in facts.items()}
    world = PlainWorld(
        act="search", day=DAY, values=values, decisions=decisions or {}, findings=findings or {}
    )
    return assess(book(*norms), world)


def test_what_nothing_authorises_is_barred() -> None:
    assert case(RAIN_BARS, rainy="no").outcome == "barred"


def test_an_ordered_search_without_any_bar_is_open() -> None:
    assert case(ORDERED, RAIN_BARS, ordered="yes", rainy="no").outcome == "no-bar-found"


def test_a_bar_that_certainly_applies_bars() -> None:
    assert case(ORDERED, RAIN_BARS, ordered="yes", rainy="yes").outcome == "barred"


def test_a_bar_that_may_apply_leaves_it_undetermined_and_is_asked_about() -> None:
    assessment = case(ORDERED, RAIN_BARS, ordered="yes")
    assert assessment.outcome == "undetermined"
    assert assessment.relevant == {"rainy(measure)"}


@pytest.mark.parametrize("value", ["unknown", "contested"])
def test_an_unknown_or_contested_fact_never_opens(value: str) -> None:
    assert case(ORDERED, RAIN_BARS, ordered="yes", rainy=value).outcome == "undetermined"
    assert case(ORDERED, RAIN_BARS, ordered=value, rainy="no").outcome == "undetermined"


def test_a_condition_known_to_be_false_is_unmet_and_curable() -> None:
    assessment = case(ORDERED, MUST_BE_SUNNY, ordered="yes", sunny="no")
    assert assessment.outcomes == ("conditions-unmet",)
    assert not assessment.relevant  # nothing is left to ask


def test_what_is_still_open_once_cured_is_listed_under_the_unmet_condition() -> None:
    assessment = case(ORDERED, MUST_BE_SUNNY, RAIN_BARS, ordered="yes", sunny="no")
    assert assessment.outcomes == ("conditions-unmet", "undetermined")
    assert assessment.relevant == {"rainy(measure)"}


def test_a_condition_that_cannot_be_cured_bars() -> None:
    hopeless = {
        "norm": "law.sun",
        "effect": "requires",
        "versions": [{"must": [{"fact": "sunny(measure)", "incurable": "The day is over."}]}],
    }
    assert case(ORDERED, hopeless, ordered="yes", sunny="no").outcome == "barred"


def test_curing_one_norm_does_not_cure_another_that_names_no_cure() -> None:
    hopeless = {
        "norm": "law.same",
        "effect": "requires",
        "versions": [{"must": [{"fact": "sunny(measure)", "incurable": "The day is over."}]}],
    }
    assert case(ORDERED, MUST_BE_SUNNY, hopeless, ordered="yes", sunny="no").outcome == "barred"


def test_a_false_condition_of_a_norm_that_may_not_apply_leaves_it_undetermined() -> None:
    perhaps = {
        "norm": "law.sun",
        "effect": "requires",
        "versions": [
            {
                "when": "windy(measure)",
                "must": [{"fact": "sunny(measure)", "cure": "Wait for the sun."}],
            }
        ],
    }
    assessment = case(ORDERED, perhaps, ordered="yes", sunny="no")
    assert assessment.outcome == "undetermined"
    assert assessment.relevant == {"windy(measure)"}


def test_a_ground_for_refusal_waits_for_its_decision_and_no_longer() -> None:
    facts = {"ordered": "yes", "windy": "yes"}
    assert case(ORDERED, JUDGE_MAY_REFUSE, **facts).outcome == "needs-decision"
    proceed = case(ORDERED, JUDGE_MAY_REFUSE, decisions={"law.may": "proceed"}, **facts)
    assert proceed.outcome == "no-bar-found"
    refused = case(ORDERED, JUDGE_MAY_REFUSE, decisions={"law.may": "refuse"}, **facts)
    assert refused.outcome == "barred"


def test_a_signal_never_bars_but_its_ground_must_then_be_decided() -> None:
    norms = (ORDERED, MOTIVE_REFUSES, WIND_IS_A_SIGNAL)
    facts = {"ordered": "yes", "windy": "yes"}
    assert case(*norms, **facts).outcome == "needs-decision"
    dismissed = case(*norms, findings={"motivated(request)": "no"}, **facts)
    assert dismissed.outcome == "no-bar-found"
    made = case(*norms, findings={"motivated(request)": "yes"}, **facts)
    assert made.outcome == "barred"


def test_without_a_signal_a_ground_is_not_in_issue() -> None:
    norms = (ORDERED, MOTIVE_REFUSES, WIND_IS_A_SIGNAL)
    assert case(*norms, ordered="yes", windy="no").outcome == "no-bar-found"
    assert case(*norms, ordered="yes").outcome == "needs-decision"  # a signal may be there


def test_a_decision_opens_only_what_names_it() -> None:
    openable = {**RAIN_BARS, "opens": "magistrate"}
    facts = {"ordered": "yes", "rainy": "yes"}
    assert case(ORDERED, openable, **facts).outcome == "needs-decision"
    decided = {"law.rain": "proceed"}
    assert case(ORDERED, openable, decisions=decided, **facts).outcome == "no-bar-found"
    assert case(ORDERED, RAIN_BARS, decisions=decided, **facts).outcome == "barred"


def test_a_duty_and_a_bar_without_declared_winner_conflict_and_stay_shut() -> None:
    facts = {"ordered": "yes", "rainy": "yes"}
    assert case(ORDERED, RAIN_BARS, DUTY_TO_SEARCH, **facts).outcome == "conflict"


def test_a_duty_that_yields_by_its_own_words_does_not_conflict() -> None:
    yielding = {**DUTY_TO_SEARCH, "subject_to_bars": "within the law"}
    assert case(ORDERED, RAIN_BARS, yielding, ordered="yes", rainy="yes").outcome == "barred"


def test_a_declared_precedence_settles_the_conflict_either_way() -> None:
    over_bar = [{"norm": "law.rain", "ground": "later law", "source": "art. 9"}]
    over_duty = [{"norm": "law.duty", "ground": "higher law", "source": "art. 9"}]
    facts = {"ordered": "yes", "rainy": "yes"}
    duty_wins = {**DUTY_TO_SEARCH, "prevails_over": over_bar}
    assert case(ORDERED, RAIN_BARS, duty_wins, **facts).outcome == "no-bar-found"
    bar_wins = {**RAIN_BARS, "prevails_over": over_duty}
    assert case(ORDERED, bar_wins, DUTY_TO_SEARCH, **facts).outcome == "barred"


def test_a_permission_lifts_a_bar_only_when_it_certainly_applies() -> None:
    permits = {
        "norm": "law.permit",
        "effect": "permits",
        "prevails_over": [{"norm": "law.rain", "ground": "special law", "source": "art. 9"}],
        "versions": [{"when": "sunny(measure)"}],
    }
    facts = {"ordered": "yes", "rainy": "yes"}
    assert case(ORDERED, RAIN_BARS, permits, sunny="yes", **facts).outcome == "no-bar-found"
    assert case(ORDERED, RAIN_BARS, permits, sunny="no", **facts).outcome == "barred"
    assert case(ORDERED, RAIN_BARS, permits, **facts).outcome == "undetermined"


NO_LAWYER = {
    "norm": "law.lawyers",
    "effect": "forbids",
    "opens": "none",
    "versions": [{"when": {"some": "person in touched(measure)", "where": "lawyer(person)"}}],
}


@pytest.mark.parametrize(
    ("members", "declared", "outcome"),
    [
        ((), False, "undetermined"),
        ((), True, "no-bar-found"),
        (("anna",), False, "undetermined"),
        (("anna",), True, "no-bar-found"),
        (("anna", "ben"), True, "undetermined"),  # nothing is known of ben
    ],
)
def test_only_a_list_declared_complete_rules_out_a_member_nobody_listed(
    members: tuple[str, ...], declared: bool, outcome: str
) -> None:
    world = PlainWorld(
        act="search",
        day=DAY,
        values={"ordered(measure)": "yes", "lawyer(anna)": "no"},
        lists={"touched(measure)": members},
        open_lists=frozenset() if declared else frozenset({"touched(measure)"}),
    )
    assert assess(book(ORDERED, NO_LAWYER), world).outcome == outcome


def test_every_member_may_be_broken_by_one_nobody_listed() -> None:
    all_lawyers = {
        "norm": "law.all",
        "effect": "requires",
        "versions": [
            {
                "must": [
                    {
                        "every": "person in touched(measure)",
                        "where": "lawyer(person)",
                        "cure": "Call lawyers.",
                    }
                ]
            }
        ],
    }
    world = PlainWorld(
        act="search",
        day=DAY,
        values={"ordered(measure)": "yes"},
        lists={"touched(measure)": ()},
        open_lists=frozenset({"touched(measure)"}),
    )
    assessment = assess(book(ORDERED, all_lawyers), world)
    assert assessment.outcome == "undetermined"
    assert assessment.relevant == {"complete(touched(measure))"}


def test_a_definition_without_a_version_in_force_is_unknown_never_false() -> None:
    definition = {
        "definition": "stormy(measure)",
        "article": "art. 2",
        "says": "Rain and wind.",
        "versions": [{"in_force": {"from": "2020-01-01"}, "means": "rainy(measure)"}],
    }
    bar = {**RAIN_BARS, "versions": [{"when": "stormy(measure)"}]}
    world = PlainWorld(
        act="search", day=DAY, values={"ordered(measure)": "yes", "rainy(measure)": "no"}
    )
    assessment = assess(book(ORDERED, bar, definitions=[definition]), world)
    assert assessment.outcome == "undetermined"
    assert assessment.relevant == {"undefined(stormy(measure))"}


def test_a_norm_binds_from_its_first_day_to_the_day_before_its_last() -> None:
    bar = {
        **RAIN_BARS,
        "versions": [
            {"in_force": {"from": "2019-10-01", "until": "2019-10-03"}, "when": "rainy(measure)"}
        ],
    }
    rules = book(ORDERED, bar)
    values: Any = {"ordered(measure)": "yes", "rainy(measure)": "yes"}
    outcomes = [
        assess(rules, PlainWorld(act="search", day=date(2019, 10, day), values=values)).outcome
        for day in (1, 2, 3)
    ]
    assert outcomes == ["barred", "barred", "no-bar-found"]
    before = PlainWorld(act="search", day=date(2019, 9, 30), values=values)
    assert assess(rules, before).outcome == "no-bar-found"


def test_the_day_that_counts_is_the_norms_own_choice() -> None:
    bar = {
        **RAIN_BARS,
        "judged_by": "request",
        "versions": [{"in_force": {"until": "2019-01-01"}, "when": "rainy(measure)"}],
    }
    values: Any = {"ordered(measure)": "yes", "rainy(measure)": "yes"}
    world = PlainWorld(act="search", day=DAY, values=values, request_day=date(2018, 5, 1))
    assert assess(book(ORDERED, bar), world).outcome == "barred"
