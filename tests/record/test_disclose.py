"""What is disclosed of a record, to whom, and what is never disclosed to whom."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.case import events as ev
from safeconduct.case.about import About, Things
from safeconduct.case.eventbase import Event, MeasureOpinion, Name
from safeconduct.case.telltale import may_tell
from safeconduct.files import store
from safeconduct.record import bundle as form
from safeconduct.record.database import Database
from safeconduct.record.defence import DEFENCE, Defence
from safeconduct.record.disclose import BadDisclosure, Bundle, no_peer, to_json
from safeconduct.record.knowledge import Known
from safeconduct.record.opening import BadProfile, Entry, Profile
from safeconduct.record.profiles import COURT, OVERSEER, PROFILES, REGISTER, profile
from safeconduct.record.pseudonym import pseudonym
from safeconduct.record.strangers import Names
from tests.anyevent import BY_KIND
from tests.record.disclosing import (
    World,
    follows_for_ben,
    opened,
    the_case,
    with_protection,
)

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
ALL_PROFILES: list[Profile] = [
    profile("defence", person="anna"),
    profile("overseer"),
    profile("overseer", reason="A complaint", request="req"),
    profile("court", request="req"),
    profile("register", request="req", register="register"),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def recorded(world: World, events: Sequence[ev.AnyEvent]) -> World:
    world.write_all((event, None) for event in events)
    world.checkpoint()
    return world


def kinds(bundle: Bundle) -> list[str]:
    return [one["kind"][0] for one in opened(bundle)]


def values(bundle: Bundle) -> Iterator[str]:
    for entry in opened(bundle):
        for parts in entry.values():
            yield from parts


def content(bundle: Bundle, kind: str) -> list[dict[str, Any]]:
    """The opened members of the entries of a kind."""
    return [
        json.loads("{" + ",".join(one["content"]) + "}")
        for one in opened(bundle) if one["kind"] == [kind]
    ]  # fmt: skip


def tells(part: str) -> bool:
    """Whether what a part says, whatever it is called, may tell of a protection."""
    return may_tell(part.partition('":')[2])


# Deny by default


@pytest.mark.parametrize(
    "table", [DEFENCE, OVERSEER, COURT, REGISTER], ids=["defence", "overseer", "court", "register"]
)
def test_somebody_decided_for_every_kind_what_each_reader_sees(table: dict[str, Any]) -> None:
    assert set(table) == set(ev.KINDS)


class Unheard(Event, frozen=True, kw_only=True):
    """A kind that nobody decided on."""

    secret: str = "secret"


@pytest.mark.parametrize("who", ALL_PROFILES, ids=lambda p: p.name)
def test_a_kind_that_nobody_decided_on_opens_nothing(who: Profile) -> None:
    known, unheard = Known(), Entry(9, Unheard(), About(("req",), ("anna",)))  # type: ignore[arg-type]
    for position, event in enumerate(the_case()):
        known.learn(position, event, About(("req",), ("anna",)))
    known.learn(8, ev.Referred(measures=("search",), to="register"), About(("req",), ("anna",)))
    assert who.opens(unheard, known) is None
    assert who.may_open(unheard, "secret", known)


def test_nothing_is_disclosed_to_a_requesting_state_and_the_refusal_says_why() -> None:
    assert "requesting-state" not in PROFILES
    with pytest.raises(BadProfile, match="ever disclosed to a requesting state"):
        profile("requesting-state", request="req")
    with pytest.raises(BadProfile, match="no profile 'public'"):
        profile("public")


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("defence", {}),
        ("court", {}),
        ("register", {"request": "req"}),
        ("register", {"register": "register"}),
    ],
)
def test_a_profile_says_what_it_needs(name: str, given_: dict[str, str]) -> None:
    with pytest.raises(BadProfile, match="needs"):
        profile(name, **given_)


# The defence of one person


def test_cases_that_differ_only_in_bens_protection_give_anna_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    plain = recorded(World(one), the_case()).disclose(Defence("anna"))
    protected = recorded(World(other), with_protection()).disclose(Defence("anna"))
    assert len(opened(plain)) == 12
    assert opened(plain) == opened(protected)
    assert [[w.why for w in e.withheld] for e in plain.disclosure.entries] == [
        [w.why for w in e.withheld] for e in protected.disclosure.entries
    ]
    sees_himself = recorded(World(tmp_path), with_protection()).disclose(Defence("ben"))
    assert "protection-stated" in kinds(sees_himself)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_follows_from_bens_protection_wherever_it_stands(data: st.DataObject) -> None:
    """A random part of what follows, at random places after the events that it refers to."""
    events = the_case()
    follows = [e for some in follows_for_ben().values() for e in some]
    chosen = data.draw(st.lists(st.sampled_from(follows), unique_by=id, max_size=12))
    for event in chosen:
        events.insert(data.draw(st.integers(7, len(events))), event)
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        plain = recorded(World(Path(one)), the_case()).disclose(Defence("anna"))
        protected = recorded(World(Path(other)), events).disclose(Defence("anna"))
        assert opened(plain) == opened(protected)


MARK = "marked"
ABOUT_BEN: dict[str, dict[str, Any]] = {
    "protection-stated": {"person": "ben", "register": MARK},
    "screened": {"person": "ben", "registers": (MARK,)},
    "referred": {"measures": ("search",), "to": MARK},
    "opinion-given": {
        "on": (MeasureOpinion(measure="search", view="objects", unless=(MARK,)),),
        "points": (MARK,), "must_not_disclose": (MARK,), "opinion": "opn-ben",
    },
    "opinion-answered": {"opinion": "opn-ben", "answers": (MARK,)},
    "hold-placed": {"on": "person", "of": "ben", "why": MARK, "hold": "hld-ben"},
    "hold-lifted": {"hold": "hld-ben", "reasons": MARK},
    "fact-stated": {"fact": "refugee(req,ben)", "said_by": MARK},
    "question-asked": {"fact": "refugee(req,ben)"},
    "finding-made": {"fact": "refugee(req,ben)", "reasons": MARK},
    "clearance-revoked": {"clearance": "clr", "reasons": MARK},
    "incident-opened": {"measure": "search", "title": MARK},
}  # fmt: skip


@st.composite
def about_ben(draw: st.DrawFn) -> tuple[ev.AnyEvent, About | None]:
    """An event about Ben's protection, random in all else; now and then said to be about Anna."""
    kind = draw(st.sampled_from(sorted(ABOUT_BEN)))
    event = msgspec.structs.replace(
        draw(BY_KIND[kind]), **ABOUT_BEN[kind], note=MARK, id=MARK, source=(MARK,)
    )
    wrong = st.sampled_from([None, About(("req",), ("anna",)), About((), ("anna",))])
    return event, draw(wrong)


@settings(max_examples=120, deadline=None)
@given(st.lists(about_ben(), max_size=12))
def test_an_attack_gets_nothing_of_bens_protection_into_annas_bundle(
    attack: list[tuple[ev.AnyEvent, About | None]],
) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.write_all([*((event, None) for event in the_case()), *attack])
        world.checkpoint()
        bundle = world.disclose(Defence("anna"))
        assert MARK not in to_json(bundle).decode()
        assert max(shown.position for shown in bundle.disclosure.entries) < len(the_case())


CASES = sorted(path.stem for path in store.data_folder("cases").glob("*.yaml"))
FOLLOWS = (
    ev.ProtectionStated, ev.Screened, ev.Referred, ev.OpinionGiven, ev.OpinionAnswered,
    ev.HoldPlaced, ev.HoldLifted, ev.DecisionTaken, ev.ClearanceRevoked, ev.LookTaken,
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_no_defence_of_a_documented_case_sees_anothers_protection(
    case: str, tmp_path: Path
) -> None:
    events = store.load_case(store.find_case(case), store.load_rulebook())
    world = recorded(World(tmp_path), events)
    persons = [e.person for e in events if isinstance(e, ev.PersonListed)]
    whose = {e.protection: e.person for e in events if isinstance(e, ev.ProtectionStated)}
    things = Things()
    about = [things.about(event).persons for event in events]
    for number, person in enumerate(persons[:6]):
        seen = world.disclose(Defence(person))
        told = " ".join(values(seen))
        assert not {"screened", "referred"} & set(kinds(seen))
        assert all(c["person"] == person for c in content(seen, "protection-stated"))
        assert not any(f'"{p}"' in told for p, owner in whose.items() if owner != person)
        for shown, texts in zip(seen.disclosure.entries, opened(seen), strict=True):
            if about[shown.position] != (person,):
                assert not any(map(tells, texts["content"]))
        left = [e for e, whom in zip(events, about, strict=True)
                if not (isinstance(e, FOLLOWS) and set(whom) - {person})]  # fmt: skip
        folder = tmp_path / str(number)
        folder.mkdir()
        assert opened(recorded(World(folder), left).disclose(Defence(person))) == opened(seen)


def test_the_defence_sees_what_concerns_the_person(world: World) -> None:
    bundle = recorded(world, with_protection()).disclose(Defence("anna"))
    assert kinds(bundle) == [
        "person-listed", "request-received", "measure-planned", "measure-planned", "fact-stated",
        "clearance-given", "measure-executed", "item-listed", "notice-given", "look-taken",
        "decision-taken", "hold-placed",
    ]  # fmt: skip
    (look,) = content(bundle, "look-taken")
    assert look == {
        "event": "look-taken", "by": "clerk", "day": "2025-03-02", "purpose": "To write the notice",
    }  # fmt: skip
    (hold,) = content(bundle, "hold-placed")
    assert "why" not in hold
    assert "by" not in hold
    (item,) = content(bundle, "item-listed")
    assert item["item"] == "phone"
    shown = opened(bundle)
    assert all(one["person"] == ["anna"] for one in shown if "person" in one)
    assert "acc_one" not in to_json(bundle).decode()
    assert all(one.get("actor") in (None, ["clerk"], ["magistrate"]) for one in shown)


def test_a_thing_without_an_owner_is_shown_where_the_measure_concerns_nobody_else(
    world: World,
) -> None:
    of_both = ev.ItemListed(item="rug", kind="other", title="A rug", measure="search")
    of_hers = ev.ItemListed(item="sum", kind="bank-record", title="A sum", measure="bank")
    bundle = recorded(world, [*the_case(), of_both, of_hers]).disclose(Defence("anna"))
    assert [c["item"] for c in content(bundle, "item-listed")] == ["phone", "sum"]


def test_what_concerns_nobody_is_not_shown(world: World) -> None:
    adrift = ev.MeasureExecuted(measure="unknown", by="police-officer", day="2025-03-01")
    bundle = recorded(world, [*the_case(), adrift]).disclose(Defence("anna"))
    assert len(content(bundle, "measure-executed")) == 1


def test_own_protection_and_own_opinion_are_shown_and_no_screening(world: World) -> None:
    events = [
        *the_case(),
        ev.ProtectionStated(protection="pro", person="anna", kind="refugee-status", against="XA",
                            by="asylum-officer", register="The register", day="2020"),
        ev.Screened(person="anna", registers=("register",), result="hit", found=("pro",),
                    by="magistrate", day="2025-02-02"),
        ev.Referred(measures=("bank",), to="register", by="magistrate", day="2025-02-02"),
        ev.OpinionGiven(opinion="opn", on=(MeasureOpinion(measure="bank", view="objects"),),
                        points=("The account pays a rent.", ), by="asylum-officer",
                        day="2025-02-03"),
    ]  # fmt: skip
    bundle = recorded(world, events).disclose(Defence("anna"))
    assert kinds(bundle)[-2:] == ["protection-stated", "opinion-given"]
    assert content(bundle, "protection-stated")[0]["kind"] == "refugee-status"
    assert content(bundle, "opinion-given")[0]["points"] == ["The account pays a rent."]
    assert "screened" not in kinds(bundle)
    for position, kind in ((15, "screened"), (16, "referred")):
        with pytest.raises(
            BadDisclosure, match=f"entry {position}(: .*'{kind}' is never| does not)"
        ):
            world.disclose(Defence("anna"), open_also=[(position, "day")])


def test_of_a_request_nothing_is_shown_before_the_person_was_told(world: World) -> None:
    events = [e for e in the_case() if not isinstance(e, ev.NoticeGiven | ev.MeasureExecuted)]
    bundle = recorded(world, events).disclose(Defence("anna"))
    assert kinds(bundle) == ["person-listed", "fact-stated", "hold-placed"]
    assert "req" not in {v for one in opened(bundle) for v in one.get("request", [])}


def test_nobody_can_open_what_is_of_a_request_of_which_the_person_was_not_told(
    world: World,
) -> None:
    freeze = ev.FreezeRequested(request="req", title="Stop", by="defence", day="2025-01-01")
    other = ev.FreezeRequested(request="other", title="Stop", by="defence", day="2025-01-01")
    recorded(world, [*the_case(), freeze, other])
    seen = world.disclose(Defence("anna"), open_also=[(14, "title")])
    assert content(seen, "freeze-requested")[0]["title"] == "Stop"
    with pytest.raises(BadDisclosure, match="entry 15: it does not concern anna"):
        world.disclose(Defence("anna"), open_also=[(15, "title")])
    with pytest.raises(BadDisclosure, match="entry 14 has no 'reasons'"):
        world.disclose(Defence("anna"), open_also=[(14, "reasons")])


def test_a_clearance_is_shown_after_its_execution_only(world: World) -> None:
    events = [e for e in the_case() if not isinstance(e, ev.MeasureExecuted)]
    bundle = recorded(world, events).disclose(Defence("anna"))
    assert "notice-given" in kinds(bundle)
    assert "clearance-given" not in kinds(bundle)


def test_what_is_deferred_is_not_shown_and_counts_as_untold(world: World) -> None:
    recorded(world, the_case())
    told = [n for n, e in enumerate(the_case())
            if isinstance(e, ev.NoticeGiven | ev.MeasureExecuted)]  # fmt: skip
    bundle = world.disclose(Defence("anna"), withhold=told)
    assert kinds(bundle) == ["person-listed", "fact-stated", "hold-placed"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ben Bo answered for her", "names somebody else"),
        ("As bén said", "names somebody else"),
        ("Her asylum file was read", "tell of a protection"),
    ],
)
def test_free_text_that_may_tell_waits_for_a_person(world: World, text: str, why: str) -> None:
    fact = ev.FactStated(fact="lawyer(anna)", value="yes", said_by="the bar", note=text,
                         by="magistrate", day="2025-02-03")  # fmt: skip
    recorded(world, [*the_case(), fact])
    bundle = world.disclose(Defence("anna"))
    assert "note" not in content(bundle, "fact-stated")[1]
    (said,) = [held.why for at, held in bundle.held_back if (at, held.member) == (14, "note")]
    assert said.endswith(why)
    assert "tell" not in bundle.disclosure.entries[-1].withheld[-1].why
    assert bundle.disclosure.entries[-1].withheld[-1].why.startswith("a person has to read")
    more = world.disclose(Defence("anna"), open_also=[(14, "note")])
    assert content(more, "fact-stated")[1]["note"] == text


def test_a_name_in_a_script_without_spaces_is_found_within_a_text() -> None:
    names = Names()
    li = Name(spelled="李明", source="passport")
    names.learn(ev.PersonListed(person="li", called="the son of Anna", names=(li,)), About())
    names.learn(ev.PersonListed(person="anna", called="Anna"), About())
    others = names.others({"anna"})
    assert others("昨天李明来了")
    assert others("That is LI")
    assert not others("the son of Anna came")


def test_what_a_person_opens_of_a_shared_entry_is_that_member_and_no_other(world: World) -> None:
    recorded(world, with_protection())
    before = world.disclose(Defence("anna"))
    assert (17, "decision-taken") in before.left_out
    bundle = world.disclose(Defence("anna"), open_also=[(17, "outcome"), (3, "title")])
    assert {"event": "decision-taken", "day": "2025-02-09", "outcome": "proceed"} in content(
        bundle, "decision-taken"
    )
    assert content(bundle, "measure-planned")[0]["title"] == "Search of a flat"


@pytest.mark.parametrize(
    ("position", "member"),
    [(4, "kind"), (4, "day"), (5, "result"), (6, "of"), (6, "why"), (7, "day"), (9, "fact"),
     (10, "fact"), (10, "day"), (17, "reasons"), (12, "fact"), (13, "on"), (15, "day"),
     (16, "answers"), (16, "day"),
     (26, "day"), (37, "kind"), (42, "why"), (42, "by")],
)  # fmt: skip
def test_nobody_can_open_anothers_protection_or_what_came_of_it(
    world: World, position: int, member: str
) -> None:
    recorded(world, with_protection())
    with pytest.raises(BadDisclosure, match=f"entry {position}"):
        world.disclose(Defence("anna"), open_also=[(position, member)])


def test_of_an_entry_about_the_person_alone_a_person_can_open_what_was_left_out(
    world: World,
) -> None:
    recorded(world, with_protection())
    assert (22, "fact-stated") in world.disclose(Defence("anna")).left_out
    bundle = world.disclose(Defence("anna"), open_also=[(22, "value")])
    assert {"event": "fact-stated", "value": "yes"} in [
        {k: c[k] for k in ("event", "value") if k in c} for c in content(bundle, "fact-stated")
    ]


# The other readers


def test_the_overseer_sees_kind_role_and_day_of_everything_and_nobody(world: World) -> None:
    events = with_protection()
    bundle = recorded(world, events).disclose(profile("overseer"))
    assert kinds(bundle) == [e.__struct_config__.tag for e in events]
    for one in opened(bundle):
        assert set(one) <= {"kind", "actor", "content"}
        assert {part.split(":")[0] for part in one["content"]} <= {'"event"', '"day"', '"by"'}
    name = pseudonym(b"p" * 32, "oversight", "req")
    assert bundle.disclosure.entries[2].requests == (name,)
    assert '"req"' not in to_json(bundle).decode()


def test_on_a_reasoned_request_the_overseer_sees_contents_that_name_nobody(world: World) -> None:
    recorded(world, with_protection())
    bundle = world.disclose(profile("overseer", reason="A complaint", request="req"))
    assert bundle.disclosure.for_["reason"] == "A complaint"
    told = " ".join(values(bundle))
    assert '"scope":"The flat"' in told
    assert not any(name in told for name in ("anna", "ben", "Anna", "Ben", '"req"'))
    assert not any(tells(v) for v in values(bundle) if v != '"by":"asylum-officer"')
    for kind in ("screened", "opinion-given", "referred"):
        assert all(set(c) <= {"event", "day", "by"} for c in content(bundle, kind))


def test_without_a_reason_nobody_opens_contents_to_the_overseer(world: World) -> None:
    recorded(world, with_protection())
    with pytest.raises(BadDisclosure, match="entry 3: the overseer sees contents on a reasoned"):
        world.disclose(profile("overseer"), open_also=[(3, "title")])
    asked = profile("overseer", reason="A complaint", request="req")
    with pytest.raises(BadDisclosure, match="entry 13: no 'opinion-given' is opened"):
        world.disclose(asked, open_also=[(13, "points")])


def test_the_court_sees_its_request_whole_but_no_asylum_file(world: World) -> None:
    elsewhere: list[ev.AnyEvent] = [
        ev.RequestReceived(request="other", requesting_state="XB", kind="notice", title="Carl"),
        ev.PersonListed(person="carl", called="Carl Cord"),
        ev.MeasurePlanned(measure="arrest", kind="arrest", request="other", title="Arrest",
                          acting="magistrate", on="2025-05-01", targets=("carl",)),
        ev.Noted(title="Of no request"),
        ev.FactStated(fact="lawyer(ben)", value="no", said_by="One who told", by="asylum-officer",
                      known={"magistrate": "2025-02-05"}),
        ev.IncidentOpened(title="Of no measure"),
        ev.FactStated(fact="lawyer(anna)", value="yes", said_by="Carl Cord", by="magistrate"),
    ]  # fmt: skip
    bundle = recorded(world, [*with_protection(), *elsewhere]).disclose(
        profile("court", request="req")
    )
    assert "protection-stated" not in kinds(bundle)
    assert {"screened", "referred", "opinion-given", "hold-placed"} <= set(kinds(bundle))
    assert content(bundle, "screened")[0]["result"] == "hit"
    assert content(bundle, "opinion-given")[0]["points"] == ["Ben is protected."]
    told = " ".join(values(bundle))
    assert "carl" not in told
    assert "Carl" not in told
    # What the authority that protects told no magistrate stays with it.
    by_authority = [c for c in content(bundle, "fact-stated") if c["by"] == "asylum-officer"]
    assert [c["said_by"] for c in by_authority] == ["One who told"]
    assert not any("covers" in c["fact"] for c in content(bundle, "fact-stated"))
    assert "request-received" in kinds(bundle)
    assert "Of no measure" not in told
    look = [e.__struct_config__.tag for e in with_protection()].index("look-taken")
    with pytest.raises(BadDisclosure, match=f"entry {look}: 'purpose' of a 'look-taken'"):
        world.disclose(profile("court", request="req"), open_also=[(look, "purpose")])
    assert len(content(bundle, "person-listed")) == 2
    carl = len(with_protection()) + 1
    with pytest.raises(BadDisclosure, match=f"entry {carl}: it does not belong to the request"):
        world.disclose(profile("court", request="req"), open_also=[(carl, "called")])
    assert all(set(c) <= {"event", "day", "by"} for c in content(bundle, "look-taken"))


def test_a_register_sees_what_was_referred_to_it_and_what_became_of_it(world: World) -> None:
    elsewhere: list[ev.AnyEvent] = [
        ev.RequestReceived(request="other", requesting_state="XB", kind="notice", title="Else"),
        ev.FreezeRequested(request="other", title="Stop", by="defence"),
        ev.IncidentOpened(title="Of no measure"),
        ev.Referred(measures=("bank",), to="another", by="magistrate"),
        ev.HoldPlaced(hold="hld2", on="measure", of="search", why="No.", by="overseer"),
    ]
    recorded(world, [*with_protection(), *elsewhere])
    bundle = world.disclose(profile("register", request="req", register="register"))
    assert max(shown.position for shown in bundle.disclosure.entries) < len(with_protection())
    assert content(bundle, "opinion-given")[0]["points"] == ["Ben is protected."]
    assert content(bundle, "decision-taken")[0]["reasons"] == "Ben's status is noted."
    assert content(bundle, "measure-executed") == [
        {"event": "measure-executed", "day": "2025-03-01"}
    ]
    assert not {"look-taken", "act-intended", "screened", "person-listed"} & set(kinds(bundle))
    assert "bank" not in " ".join(values(bundle))
    assert '"req"' not in to_json(bundle).decode()
    other = world.disclose(profile("register", request="req", register="a third"))
    assert opened(other) == []


def test_an_opinion_on_what_two_registers_were_asked_is_shown_to_neither(world: World) -> None:
    twice = ev.Referred(measures=("search",), to="another", by="magistrate", day="2025-02-04")
    recorded(world, [*with_protection(), twice])
    bundle = world.disclose(profile("register", request="req", register="register"))
    assert "opinion-given" not in kinds(bundle)


def test_pseudonyms_differ_by_peer_request_and_key_and_stay_the_same() -> None:
    names = {
        pseudonym(key, peer, request)
        for key in (b"a" * 32, b"b" * 32)
        for peer, request in (("bar", "req"), ("register", "req"), ("bar", "reqs"), ("barr", "eq"))
    }
    assert len(names) == 8
    assert pseudonym(b"a" * 32, "bar", "req") in names
    assert all(len(name) == 32 for name in names)
    for key, peer, request in ((b"short", "bar", "req"), (b"a" * 32, "", "req")):
        with pytest.raises(ValueError, match=r"32 bytes|empty"):
            pseudonym(key, peer, request)


def test_who_names_requests_by_pseudonym_has_to_be_told_the_peer(world: World) -> None:
    recorded(world, the_case())
    with pytest.raises(BadDisclosure, match="who reads"):
        world.disclose(profile("overseer"), request_name=no_peer)


# The bundle


def test_a_disclosure_is_made_of_either_database(database: Database, tmp_path: Path) -> None:
    world = World(tmp_path, database=database)
    recorded(world, with_protection())
    bundle = world.disclose(Defence("anna"))
    assert len(bundle.disclosure.entries) == 12


def test_a_bundle_is_the_same_each_time_but_for_the_time(world: World) -> None:
    recorded(world, the_case())
    one = to_json(world.disclose(Defence("anna")))
    world.now += 60
    other = to_json(world.disclose(Defence("anna")))
    assert one != other
    assert one.replace(b"2026-09-21T14:15:00Z", b"") == other.replace(b"2026-09-21T14:16:00Z", b"")


@pytest.mark.parametrize("who", ALL_PROFILES, ids=lambda p: p.name)
def test_bundles_keep_to_the_published_schema(world: World, who: Profile) -> None:
    world.write_all((event, None) for event in with_protection())
    world.checkpoint()
    world.write_all([(ev.Noted(title="Later"), None)])
    world.checkpoint()
    data = json.loads(to_json(world.disclose(who, since=(43,))))
    schema = json.loads((SCHEMAS / "disclosure-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(data, schema)
    for spoil in ({"salt": "", "commitment": ""}, {"value": "only"}, {}):
        data["entries"][0]["fields"]["kind"]["parts"] = [spoil]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, schema)


def test_the_published_schema_is_the_codes() -> None:
    for name, schema in form.schemas().items():
        published = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
        assert published == json.loads(json.dumps(schema)), "run 'make schemas', see what changed"


def test_what_is_not_cosigned_by_enough_is_not_disclosed(world: World) -> None:
    with pytest.raises(BadDisclosure, match=r"no checkpoint is cosigned by enough witnesses$"):
        world.disclose(Defence("anna"))
    world.write(*the_case())
    world.checkpoint(by=["oversight", "standby"])
    with pytest.raises(BadDisclosure, match=r"14 entries: cosigned by .* not enough for 'both'"):
        world.disclose(Defence("anna"))


def test_the_last_checkpoint_with_a_quorum_counts_and_later_entries_wait(world: World) -> None:
    recorded(world, the_case())
    world.write(ev.PersonIdentified(person="anna", how="document", by="clerk", day="2025"))
    world.checkpoint(by=["oversight"])
    assert "person-identified" not in kinds(world.disclose(Defence("anna")))
    with pytest.raises(BadDisclosure, match="entry 14 is not among the 14 that are cosigned"):
        world.disclose(Defence("anna"), only=[14])
    world.checkpoint()
    assert kinds(world.disclose(Defence("anna"), only=[14])) == ["person-identified"]


def test_an_entry_that_is_not_for_the_reader_is_not_disclosed_by_its_number(world: World) -> None:
    recorded(world, with_protection())
    with pytest.raises(BadDisclosure, match="of entry 4 nothing is opened"):
        world.disclose(Defence("anna"), only=[3, 4])


def test_an_erased_entry_stays_and_shows_nothing(world: World) -> None:
    recorded(world, the_case())
    with world.database.transaction():
        world.database.execute("DELETE FROM record_payload WHERE position = 5")
    bundle = world.disclose(Defence("anna"))
    assert 5 not in {shown.position for shown in bundle.disclosure.entries}
    assert bundle.erased == (5,)
    (shown,) = world.disclose(Defence("anna"), only=[5]).disclosure.entries
    assert shown.erased
    assert not shown.fields
    everything = world.disclose(profile("overseer")).disclosure.entries
    assert [shown.position for shown in everything if shown.erased] == [5]


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE record_payload SET sealed = (SELECT sealed FROM record_payload WHERE "
         "position = 3) WHERE position = 4", "entry 4: .*changed, or belongs to another"),
        ("DELETE FROM record_entry WHERE position = 4", "entry 4 is missing"),
        ("UPDATE record_node SET hash = zeroblob(32)", "no longer leads to its checkpoint"),
    ],
)  # fmt: skip
def test_nothing_is_disclosed_of_a_record_that_was_changed(
    world: World, damage: str, says: str
) -> None:
    recorded(world, the_case())
    triggers = world.database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        world.database.execute(f"DROP TRIGGER {name}")
    world.database.execute(damage)
    with pytest.raises(BadDisclosure, match=says):
        world.disclose(Defence("anna"))


def test_a_reader_that_holds_a_checkpoint_gets_the_proof_since_then(world: World) -> None:
    world.write(*the_case()[:5])
    mine = world.checkpoint()
    world.write(*the_case()[5:])
    world.checkpoint()
    (earlier,) = world.disclose(Defence("anna"), since=[5]).disclosure.earlier
    assert earlier.checkpoint == mine
    assert earlier.consistency
    world.write(ev.Noted(title="Later"))
    world.checkpoint(by=["oversight"])
    for size in (6, 15):
        with pytest.raises(BadDisclosure, match=f"no checkpoint over {size} entries"):
            world.disclose(Defence("anna"), since=[size])


def test_progress_is_told(world: World) -> None:
    recorded(world, the_case())
    told: list[tuple[int, int]] = []
    world.disclose(Defence("anna"), progress=lambda done, of, _what: told.append((done, of)))
    assert told[-1] == (14, 14)
