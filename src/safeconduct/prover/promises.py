"""What the rulebook promises of every case: sentences, and what each supposes of a measure.

A promise reads "wherever `given` is so, the measure is shut, whoever decides". The things that it
speaks of stand in `among`. It is to be kept on every day from `since` on (None: from ever), by law
and adopted policy together: `since` is the day from which the law that it rests on is in force.
What law alone keeps of it is found out and shown beside.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from safeconduct.law.formula import All, AnyNode, AtLeast, BadFormula, Tree, parse
from safeconduct.law.vocabulary import Vocabulary

CAST = {
    "measure": "measure",
    "request": "request",
    "origin": "measure",
    "person": "person",
    "item": "item",
    "signal": "signal",
    "protection": "protection",
}
"""The things that are singled out, each with its sort. `origin` is an earlier measure."""


class Promise(Struct, frozen=True):
    """One promise. `unauthorised`: it supposes that no norm gives a legal basis."""

    id: str
    says: str
    acts: tuple[str, ...]
    given: Tree = "all"
    among: tuple[str, ...] = ()
    since: date | None = None
    unauthorised: bool = False


class Membership(Struct, frozen=True):
    """`member` is on the list `list` of `owner`."""

    member: str
    list: str
    owner: str


class Stated(Struct, frozen=True):
    """A promise in the words of one rulebook."""

    promise: Promise
    acts: tuple[str, ...]
    among: tuple[Membership, ...]
    given: AnyNode


def stated(promise: Promise, words: Vocabulary) -> Stated:
    """Read a promise with the words of a rulebook. Raises `ValueError` where it lacks one."""
    among = []
    for text in promise.among:
        name = text.partition(" ")[0]
        scope = {thing: sort for thing, sort in CAST.items() if thing != name}
        node = parse({"some": text, "where": {"all": []}}, scope, words, ())
        if not isinstance(node, AtLeast) or words.lists[node.list].holds != CAST[name]:
            raise BadFormula((), f"'{text}' does not fit the things singled out")
        among.append(Membership(node.var, node.list, node.arg))
    given: AnyNode = All(())
    if not promise.unauthorised:
        given = parse(promise.given, CAST, words, ())
    return Stated(promise, words.expand(promise.acts), tuple(among), given)


REFUGEE: list[Tree] = [
    "covers(request, protection)",
    {
        "any": [
            "is(protection, refugee-status)",
            {"all": ["is(protection, status-elsewhere)", "refugee-elsewhere(protection)"]},
        ]
    },
]
"""The protection is refugee status against the requesting state, or one for which it acts."""

PROTECTED: list[Tree] = [
    "covers(request, protection)",
    "is(protection, refugee-status, subsidiary-protection, pending-claim, status-elsewhere, "
    "naturalised-refugee, interim-measure, court-protection)",
]
"""The protection is one that the authority that protects has to be asked about."""

OBJECTION: list[Tree] = ["opinion-given(measure)", "opinion-objects(measure)"]
"""The authority that protects gave an opinion, asked or not, and it objects."""

OF_A_TARGET = ("person in targets(measure)", "protection in protections(person)")
OF_ANYBODY = ("person in touched(measure)", "protection in protections(person)")

PROMISES: tuple[Promise, ...] = (
    # --- a basis and an order ---
    Promise(
        "legal-basis",
        "Nothing is open that no norm authorises.",
        ("any",),
        unauthorised=True,
    ),
    Promise(
        "written-order",
        "Nobody searches, seizes, obtains bank data, questions or arrests without a written order.",
        ("gathering", "arrest"),
        "not order-issued(measure)",
        since=date(1955, 6, 14),
    ),
    Promise(
        "proved-origin",
        "Nothing is done on a request that is not proved to come from the authority it names.",
        ("any",),
        "not proof-of-origin(request)",
    ),
    # --- standstill ---
    Promise(
        "hold",
        "Nothing is done, and nothing is sent, while a hold stands.",
        ("any",),
        "held(measure)",
    ),
    Promise(
        "freeze",
        "Nothing goes on before a request to freeze has had its reasoned answer.",
        ("any",),
        {"all": ["freeze-requested(request)", "not freeze-answered(request)"]},
    ),
    Promise(
        "refused",
        "What an authority has refused stays shut until that authority decides otherwise.",
        ("any",),
        "measure-refused(measure)",
    ),
    Promise(
        "interim-measure",
        "What an interim measure names stays shut, whoever decides, wherever the European "
        "Convention binds.",
        ("any",),
        {"all": ["interim-measure(measure)", "binds(ECHR)"]},
    ),
    # --- who is touched, and are they protected ---
    Promise(
        "persons-listed",
        "Nothing is done before the list of everyone it touches is declared complete.",
        ("any",),
        {"not": {"complete": "touched(measure)"}},
    ),
    Promise(
        "identified",
        "Nobody is touched before being identified.",
        ("before-screening",),
        "not identified(person)",
        ("person in touched(measure)",),
    ),
    Promise(
        "screened",
        "Nobody is touched before every register has answered.",
        ("any",),
        {"not": {"complete": "protections(person)"}},
        ("person in touched(measure)",),
    ),
    Promise(
        "signals-searched",
        "Nothing is done before somebody has searched for earlier events and listed them all.",
        ("any",),
        {"not": {"complete": "signals(request)"}},
    ),
    # --- the authority that protects ---
    Promise(
        "asked",
        "Where somebody touched is protected, nothing is done before the authority that protects "
        "was asked.",
        ("any",),
        {"all": [*PROTECTED, "not asylum-asked(measure)"]},
        OF_ANYBODY,
    ),
    Promise(
        "opinion",
        "Nor before it gave its opinion.",
        ("any",),
        {"all": [*PROTECTED, "not opinion-given(measure)"]},
        OF_ANYBODY,
    ),
    Promise(
        "answer",
        "An opinion that objects keeps the measure shut until every point of it has its answer.",
        ("any",),
        {"all": [*OBJECTION, "not opinion-answered(measure)"]},
    ),
    Promise(
        "decision",
        "Nothing is done against such an opinion before a magistrate has decided with reasons.",
        ("any",),
        {"all": [*OBJECTION, "not reasoned-decision(measure)"]},
    ),
    # --- surrender ---
    Promise(
        "refugee-not-surrendered",
        "Nobody is surrendered to the state of origin while refugee status stands.",
        ("surrender",),
        {"all": REFUGEE},
        OF_A_TARGET,
        since=date(2013, 12, 21),
    ),
    Promise(
        "no-return",
        "No refugee is surrendered or removed there unless the host itself found a danger in that "
        "person.",
        ("surrender", "removal"),
        {
            "all": [
                *REFUGEE,
                "not host-danger-finding(request, person)",
                "not community-danger-finding(request, person)",
            ]
        },
        OF_A_TARGET,
        since=date(1954, 4, 22),
    ),
    Promise(
        "persecution",
        "Nobody is surrendered or removed to persecution, torture or a flagrant denial of justice.",
        ("surrender", "removal"),
        "persecution-risk(request, person)",
        ("person in targets(measure)",),
    ),
    # --- officials of the requesting state ---
    Promise(
        "presence-rule",
        "No official of the requesting state attends unless a named rule admits them.",
        ("foreign-presence",),
        unauthorised=True,
    ),
    Promise(
        "presence-consent",
        "No official of the requesting state attends without the magistrate's consent, by name.",
        ("foreign-presence",),
        "not presence-consented(measure)",
    ),
    Promise(
        "presence-supervised",
        "No official of the requesting state attends without a named officer who supervises.",
        ("foreign-presence",),
        "not supervised(measure)",
    ),
    Promise(
        "presence-named",
        "No official of the requesting state attends who is not identified by name and office.",
        ("foreign-presence",),
        {"any": ["not attendants-named(measure)", {"not": {"complete": "attendants(measure)"}}]},
    ),
    Promise(
        "presence-cleared",
        "The attendance of officials of the requesting state is cleared like a transmission.",
        ("foreign-presence",),
        "not presence-cleared(measure)",
    ),
    # --- lawyers and secrets ---
    Promise(
        "lawyer-safeguard",
        "No lawyer's premises, papers or systems are searched or seized without an observer who "
        "can object, or another safeguard, wherever the European Convention binds.",
        ("search", "seizure", "computer-search"),
        {
            "all": [
                "lawyer(person)",
                "not observer-present(measure)",
                "not other-safeguard(measure)",
                "binds(ECHR)",
            ]
        },
        ("person in touched(measure)",),
    ),
    Promise(
        "privilege",
        "Nothing privileged is sent before the claim of privilege has been examined.",
        ("transmission",),
        {"all": ["privileged(item)", "not privilege-examined(item)"]},
        ("item in items(measure)",),
    ),
    Promise(
        "protection-hidden",
        "Nothing that reveals a protection is sent or shown.",
        ("disclosing",),
        "reveals-protection(item)",
        ("item in items(measure)",),
        since=date(2015, 7, 21),
    ),
    # --- sending ---
    Promise(
        "time-to-oppose",
        "Nothing is sent before everyone touched where it was obtained has been told for fifteen "
        "days.",
        ("transmission",),
        "not for-days(notified(origin, person), 15)",
        ("origin in origins(measure)", "person in touched(origin)"),
    ),
    Promise(
        "opposition",
        "Nothing is sent while an opposition or an appeal is pending.",
        ("transmission",),
        "opposition-pending(measure)",
    ),
    Promise(
        "obtained",
        "Nothing is sent that a shut measure produced, unless a court held it regular.",
        ("transmission",),
        {"all": ["not obtained-open(item)", "not held-regular(item)"]},
        ("item in items(measure)",),
    ),
)
"""The promises, in the order in which a measure meets them."""
