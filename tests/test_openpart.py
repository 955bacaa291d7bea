"""What an open paper rests on: cases that differ only in protection have the same open part."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import msgspec
import pytest

from safeconduct.case import events as ev
from safeconduct.case.canonical import canonical
from safeconduct.case.eventbase import MeasureOpinion
from safeconduct.case.roles import Role
from safeconduct.case.telltale import may_tell, telltale
from safeconduct.files import store
from safeconduct.law.openpart import AUTHORITY, FACTS, STAYS, SUBJECTS, OpenPart
from safeconduct.law.rule import Rulings
from safeconduct.law.rulebook import Rulebook

MEASURES = ("search", "bank-data-sending", "foreign-officials")


@cache
def book() -> Rulebook:
    return store.load_rulebook()


@cache
def part() -> OpenPart:
    return OpenPart(book())


@cache
def brussels() -> tuple[ev.AnyEvent, ...]:
    return tuple(store.load_case(store.find_case("brussels-2019"), book()))


def protected(day: str = "2019-09-20") -> list[ev.AnyEvent]:
    """What a protection brings with it inside: check, referral, opinion, hold, knowledge."""
    judge: dict[Role, str] = {"magistrate": day}
    return [
        ev.ProtectionStated(
            protection="more", person="mother", kind="subsidiary-protection", against="KZ",
            register="asylum authority", since="2015", by=AUTHORITY, day="2015", known=judge,
        ),
        ev.PersonIdentified(person="mother", how="document", by="magistrate", day=day),
        ev.Screened(
            person="mother", registers=("asylum authority",), result="hit", found=("more",),
            by="magistrate", day=day,
        ),
        ev.Referred(measures=("search",), to="asylum authority", by="magistrate", day=day),
        ev.OpinionGiven(
            opinion="no", by=AUTHORITY, day=day, known=judge,
            on=(MeasureOpinion(measure="search", view="objects"),), points=("It endangers her.",),
        ),
        ev.OpinionAnswered(opinion="no", answers=("Seen.",), by="magistrate", day=day),
        ev.HoldPlaced(
            hold="halt", on="person", of="mother", why="She is protected.", by=AUTHORITY, day=day
        ),
        ev.FactStated(
            fact="persecution-risk(kz-request,mother)", value="yes", said_by="asylum authority",
            by=AUTHORITY, day=day,
        ),
        ev.FactStated(
            fact="refugee-elsewhere(more)", value="yes", said_by="a letter", by="clerk", day=day
        ),
        ev.FactStated(
            fact="interim-measure(search)", value="yes", said_by="a letter", by="clerk", day=day
        ),
        ev.QuestionAsked(
            fact="reveals-protection(bank-history)", to=AUTHORITY, by="magistrate", day=day
        ),
        ev.ListDeclared(list="protections(mother)", by=AUTHORITY, day=day, known=judge),
        ev.Noted(title="The asylum authority is asked.", by="magistrate", day=day),
        ev.SourceCited(name="asylum-file", title="The asylum file of the mother"),
        ev.IncidentOpened(title="A message about protection lay unread.", by="overseer", day=day),
        ev.SubmissionFiled(title="Complaint of the refugee", by="defence", day=day),
        ev.HoldLifted(hold="halt", reasons="The opinion was answered.", by=AUTHORITY, day=day),
    ]  # fmt: skip


IDENTIFIED = 1
"""Place of the one event above that an unprotected person has, too."""


def twins() -> tuple[list[ev.AnyEvent], list[ev.AnyEvent]]:
    """The case of 2019 with more protection than it has, and with none at all."""
    added = protected()
    with_it = [*brussels(), *added]
    without = [event for event in brussels() if not isinstance(event, ev.ProtectionStated)]
    return with_it, [*without, added[IDENTIFIED]]


def shown(events: Sequence[ev.AnyEvent], measure: str, view: str) -> bytes:
    rulings = Rulings(part().rulebook, part().events(events))
    return msgspec.json.encode(rulings.rule(measure, view="gate" if view == "gate" else "audit"))


def test_twins_have_the_same_open_events() -> None:
    """Byte for byte: whatever is made of the open part cannot tell the twins apart."""
    one, other = twins()
    assert [canonical(e) for e in part().events(one)] == [
        canonical(e) for e in part().events(other)
    ]


@pytest.mark.parametrize("view", ["gate", "audit"])
@pytest.mark.parametrize("measure", MEASURES)
def test_twins_have_the_same_open_ruling_whatever_the_whole_says(measure: str, view: str) -> None:
    one, other = twins()
    assert shown(one, measure, view) == shown(other, measure, view)


def test_the_whole_rulings_of_the_twins_differ() -> None:
    """Or the tests above would show nothing."""
    one, other = twins()
    wholes = [Rulings(book(), events).rule("search") for events in (one, other)]
    assert wholes[0].outcome != wholes[1].outcome
    assert wholes[0].findings != wholes[1].findings


@pytest.mark.parametrize("index", range(len(protected())))
def test_each_thing_that_follows_from_a_protection_is_left_out(index: int) -> None:
    """One by one, so that none is hidden behind another."""
    event = protected()[index]
    if index == IDENTIFIED:
        assert part().events([event]) == [event]
        return
    first = ev.ProtectionStated(
        protection="more", person="mother", kind="pending-claim", against="KZ"
    )
    assert part().events([first, event]) == []


def test_no_word_of_an_open_ruling_names_the_authority_or_a_status() -> None:
    rulings = Rulings(part().rulebook, part().events(brussels()))
    for measure in rulings.whole.measures:
        ruling = rulings.rule(measure, view="audit")
        assert not any(may_tell(s.said_by + s.note) for f in ruling.findings
                       for fact in f.facts for s in fact.statements)  # fmt: skip
        asked = {question.answered_by for question in ruling.questions}
        assert AUTHORITY not in asked | {duty.who for duty in ruling.duties}
        assert not any("Refugees" in office for f in ruling.findings
                       for fact in f.facts for office in fact.untold)  # fmt: skip


def test_norms_that_turn_on_protection_are_left_out_and_others_stay() -> None:
    gone = {norm.id for norm in part().left_out}
    assert gone >= {
        "be-extradition-act-1874.2bis-1",
        "directive-2013-32.30",
        "echr-1950.34-rule39",
        "eu-extradition-status.bar",
        "eurodac-2013-603.35-1",
        "policy-ask-the-asylum-authority.screen",
        "policy-ask-the-asylum-authority.asked",
        "policy-ask-the-asylum-authority.decision",
        "policy-context.status",
        "policy-holds.hold",
        "refugee-convention-1951.33-1",
        "refugee-convention-1951.33-1-evidence",
        "refugee-convention-1951.16",
    }
    assert not gone & {
        "policy-ask-the-asylum-authority.identify",  # asked for everybody, whoever they are
        "policy-context.record",
        "policy-holds.freeze",
        "echr-1950.8-order",
        "be-mla-act-2004.4-2-3",
    }
    assert len(gone) < len(book().norms) / 3


def test_no_legal_basis_is_left_out_and_no_permission_without_what_it_lifts() -> None:
    """Or an open paper would say that nothing authorises what something does."""
    gone = {norm.id for norm in part().left_out}
    assert "authorises" not in {norm.effect for norm in part().left_out}
    lifted = {p.norm for norm in part().left_out if norm.effect == "permits"
              for p in norm.prevails_over}  # fmt: skip
    assert lifted <= gone


def test_an_open_ruling_keeps_the_hash_of_the_rulebook_it_is_made_from() -> None:
    assert part().rulebook.hash == book().hash


def test_what_is_left_out_is_in_the_vocabulary() -> None:
    words = book().vocabulary
    assert set(SUBJECTS) <= set(words.subjects)
    assert set(FACTS) <= {*words.facts, *words.subject_of}


def test_kinds_of_events_are_left_out_unless_somebody_decided_that_they_stay() -> None:
    """Whoever adds a kind decides here whether it can tell of a protection."""
    stay = {str(kind.__struct_config__.tag) for kind in STAYS}
    assert set(ev.KINDS) - stay == {
        "clearance-proposed", "outward-proposed", "outward-posted",
        "protection-stated", "screened", "referred", "opinion-given", "opinion-answered",
        "hold-placed", "hold-lifted", "look-taken", "act-intended", "act-dropped",
        "payload-erased", "entries-lost", "request-confirmed", "request-linked", "request-closed",
        "incident-followed", "emergency-stated", "emergency-confirmed", "emergency-reviewed",
        "item-returned", "escalated", "account-opened", "account-closed", "deputy-named",
        "absence-stated", "conflict-stated", "rulebook-signed", "rulebook-activated",
        "sample-drawn", "sample-reviewed", "message-sent", "message-taken", "protection-entered",
        "protection-ended",
    }  # fmt: skip


def test_who_else_knew_stays_and_the_authority_goes() -> None:
    fact = ev.FactStated(
        fact="lawyer(bj)", value="yes", said_by="S", by="defence", day="2019-09-01",
        known={"magistrate": "2019-09-02", AUTHORITY: "2019-09-01"},
    )  # fmt: skip
    (opened,) = part().events([fact])
    assert opened.known == {"magistrate": "2019-09-02"}


def test_what_only_the_authority_knew_is_not_shown_to_everybody() -> None:
    """Without 'known' everybody would see it: the open part must not show more than the whole."""
    item = ev.ItemListed(item="file", kind="document", title="A file", known={AUTHORITY: "2019"})
    assert part().events([item]) == []
    (opened,) = part().events([msgspec.structs.replace(item, by="clerk", day="2019-09-01")])
    assert opened.known == {"clerk": "2019-09-01"}


def test_a_decision_stays_without_its_reasons_and_without_norms_that_are_left_out() -> None:
    decision = ev.DecisionTaken(
        measures=("search",), outcome="proceed", by="magistrate", day="2019-09-30",
        norms=("policy-ask-the-asylum-authority.asked", "be-mla-act-2004.4-2-1"),
        reasons="The objection of those who know her file is noted.",
    )  # fmt: skip
    (opened,) = part().events([decision])
    assert isinstance(opened, ev.DecisionTaken)
    assert opened.norms == ("be-mla-act-2004.4-2-1",)
    assert "objection" not in opened.reasons
    sealed = msgspec.structs.replace(decision, norms=decision.norms[:1])
    assert part().events([sealed]) == []


def test_an_assumption_about_protection_is_left_out() -> None:
    given = part().assumed(
        {"refugee(kz-request,bj)": "yes", "lawyer(bj)": "no", "complete(protections(bj))": "yes",
         "decision(policy-holds.hold)": "yes"}
    )  # fmt: skip
    assert given == {"lawyer(bj)": "no"}


@pytest.mark.parametrize(
    "words",
    ["Search of a refugee's home", "Réfugiée en Belgique", "Zij is vluchteling", "беженка",
     "She fled in 2012", "لاجئة", "Her STATUS was known", "an interim measure of the Court",
     "Answer to the opinion", "A hold stands on it"],
)  # fmt: skip
def test_titles_that_tell_are_put_in_neutral_words(words: str) -> None:
    plan = ev.MeasurePlanned(
        measure="search", kind="search", request="req", title=words, acting="magistrate",
        on="2025", note=words,
    )  # fmt: skip
    (opened,) = part().events([plan])
    assert isinstance(opened, ev.MeasurePlanned)
    assert (opened.title, opened.note) == ("Search “search”", "")


def test_titles_that_tell_nothing_stay() -> None:
    plan = ev.MeasurePlanned(
        measure="search", kind="search", request="req", title="Search of the flat of Anna",
        acting="magistrate", on="2025", note="At dawn.",
    )  # fmt: skip
    assert part().events([plan]) == [plan]


def test_a_refused_extradition_is_told_without_its_own_words() -> None:
    signal = ev.SignalStated(
        signal="no", kind="refused-extradition", requests=("req",), note="In secret.",
        title="Refused since he is safe here",
    )  # fmt: skip
    (opened,) = part().events([signal])
    assert isinstance(opened, ev.SignalStated)
    assert (opened.title, opened.note) == ("Signal on file: refused extradition", "")
    assert opened.kind == "refused-extradition"


def test_an_answer_to_what_was_left_out_is_left_out() -> None:
    freeze = ev.FreezeRequested(request="req", title="Stop", by=AUTHORITY, day="2025")
    answer = ev.FreezeAnswered(request="req", outcome="refused", reasons="No.", day="2025")
    filed = ev.OppositionFiled(measure="search", title="Against it", by=AUTHORITY, day="2025")
    ended = ev.OppositionEnded(measure="search", title="Decided", by="court", day="2025")
    assert part().events([freeze, answer, filed, ended]) == []
    asked = msgspec.structs.replace(freeze, by="defence")
    assert part().events([asked, answer]) == [asked, answer]


def test_a_clearance_that_was_revoked_is_not_shown_as_one_that_stands() -> None:
    """The one thing of that authority's that stays, without its hand and its reasons."""
    revoked = ev.ClearanceRevoked(
        clearance="one", reasons="She is at risk.", by=AUTHORITY, day="2025"
    )
    (opened,) = part().events([revoked])
    assert isinstance(opened, ev.ClearanceRevoked)
    assert (opened.by, opened.clearance, opened.day) == (None, "one", "2025")
    assert "risk" not in opened.reasons


@pytest.mark.parametrize("words", ["Her protection ends", "A message about B.J. lay unread"])
def test_free_text_is_held_to_more_words_than_the_titles_of_laws(words: str) -> None:
    assert may_tell(words)
    assert not telltale(words)
    assert not may_tell("The data protection authority was told.")


def test_a_source_that_nothing_open_cites_is_left_out() -> None:
    """It may be there for what was left out, and its own words need not tell."""
    letter = ev.SourceCited(name="letter", title="A letter of 3 May")
    status = ev.ProtectionStated(
        protection="p", person="anna", kind="refugee-status", against="XA", source=("letter",)
    )
    note = ev.Noted(title="The file reached the registry.", source=("letter",))
    assert part().events([letter, status]) == []
    assert part().events([letter, status, note]) == [letter, note]
