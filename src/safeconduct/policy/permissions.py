"""Every permission there is, and what in the table it stands for. Deny by default.

Named `part:object:action`. Which roles hold a permission follows from the visibility table: it
names the row and whether it reads or writes. Where the table cannot say it, the permission names
roles that are left out or let in besides, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from safeconduct.case.roles import ROLES, Role
from safeconduct.policy.actor import Actor
from safeconduct.policy.cells import Level
from safeconduct.policy.objects import Object
from safeconduct.policy.standing import acts_today, ask_guards, keeps_away_from
from safeconduct.policy.visibility import cell


class Permission(StrEnum):
    """What somebody may be allowed to do."""

    REQUEST_READ = "gate:request:read"
    REQUEST_WRITE = "gate:request:write"
    REQUEST_CONFIRM = "gate:request:confirm"
    REQUEST_CLOSE = "gate:request:close"
    MATTER_ADMIT = "gate:matter:admit"
    MATTER_READ = "gate:matter:read"
    PERSONS_READ = "gate:persons:read"
    PERSONS_WRITE = "gate:persons:write"
    LIST_DECLARE = "gate:list:declare"
    SCREENED_READ = "gate:screening:read"
    SCREENING_RUN = "gate:screening:run"
    HIT_READ = "gate:hit:read"
    PROTECTION_READ = "register:protection:read"
    PROTECTION_WRITE = "register:protection:write"
    REFERRAL_KNOW = "gate:referral:know"
    REFERRAL_READ = "gate:referral:read"
    REFERRAL_MAKE = "gate:referral:make"
    OPINION_READ = "gate:opinion:read"
    OPINION_WRITE = "gate:opinion:write"
    FACTS_READ = "gate:facts:read"
    FACTS_WRITE = "gate:facts:write"
    SUBMISSION_READ = "gate:submission:read"
    SUBMISSION_FILE = "gate:submission:file"
    FINDING_MAKE = "gate:finding:make"
    QUESTION_ASK = "gate:question:ask"
    QUESTION_READ = "gate:question:read"
    QUESTION_ANSWER = "gate:question:answer"
    RULING_KNOW = "gate:ruling:know"
    RULING_READ = "gate:ruling:read"
    DECISION_READ = "gate:decision:read"
    DECISION_WRITE = "gate:decision:write"
    DECISION_TAKE = "gate:decision:take"
    READINESS_READ = "gate:readiness:read"
    HOLD_KNOW = "gate:hold:know"
    HOLD_READ = "gate:hold:read"
    HOLD_WRITE = "gate:hold:write"
    HOLD_ASK = "gate:hold:ask"
    HOLD_OWN_READ = "gate:own-hold:read"
    OPPOSITION_READ = "gate:opposition:read"
    OPPOSITION_FILE = "gate:opposition:file"
    OPPOSITION_END = "gate:opposition:end"
    CLEARANCE_READ = "gate:clearance:read"
    CLEARANCE_WRITE = "gate:clearance:write"
    CLEARANCE_COSIGN = "gate:clearance:co-sign"
    TO_SIGN_READ = "gate:to-sign:read"
    CLEARANCE_REVOKE = "gate:clearance:revoke"
    CLEARANCE_SPEND = "gate:clearance:spend"
    DOUBT_READ = "gate:doubt:read"
    DOUBT_SETTLE = "gate:doubt:settle"
    OUTWARD_READ = "gate:outward:read"
    OUTWARD_WRITE = "gate:outward:write"
    OUTWARD_COSIGN = "gate:outward:co-sign"
    EXECUTION_READ = "gate:execution:read"
    EXECUTION_WRITE = "gate:execution:write"
    INVENTORY_READ = "gate:inventory:read"
    INVENTORY_WRITE = "gate:inventory:write"
    NOTICE_GIVE = "gate:notice:give"
    NOTICE_READ = "gate:notice:read"
    TRANSMISSION_KNOW = "gate:transmission:know"
    TRANSMISSION_READ = "gate:transmission:read"
    TRANSMISSION_WRITE = "gate:transmission:write"
    NOTICE_KNOW = "gate:notice:know"
    REEXAMINED_READ = "gate:re-examined:read"
    REEXAMINE = "gate:re-examined:write"
    STILL_OPEN_READ = "gate:still-open:read"
    ALIKE_READ = "gate:alike:read"
    ITEM_RETURN = "gate:item:return"
    CONTENT_WRITE = "gate:content:write"
    REQUEST_LINK = "gate:request:link"
    CASE_IMPORT = "gate:case:import"
    CASE_EXPORT = "gate:case:export"
    PROOFS_READ = "gate:proofs:read"
    RECORD_READ = "gate:record:read"
    PAYLOADS_READ = "gate:payloads:read"
    BUNDLE_READ = "gate:bundle:read"
    KEPT_READ = "gate:kept:read"
    PAYLOADS_ERASE = "gate:payloads:erase"
    STATISTICS_READ = "gate:statistics:read"
    OUTCOMES_READ = "gate:outcomes:read"
    DEADLINE_READ = "gate:deadline:read"
    SAMPLE_READ = "gate:sample:read"
    SAMPLE_WRITE = "gate:sample:write"
    INCIDENT_READ = "gate:incident:read"
    INCIDENT_FOLLOW = "gate:incident:follow"
    EMERGENCY_READ = "gate:emergency:read"
    EMERGENCY_STATE = "gate:emergency:state"
    EMERGENCY_CONFIRM = "gate:emergency:confirm"
    EMERGENCY_REVIEW = "gate:emergency:review"
    RULEBOOK_READ = "policy:rulebook:read"
    PREVIEW_READ = "gate:preview:read"
    RULEBOOK_WRITE = "policy:rulebook:write"
    ACCOUNTS_READ = "policy:accounts:read"
    OVERRUN_READ = "policy:overrun:read"
    ACCOUNTS_WRITE = "policy:accounts:write"
    ACCOUNT_CLOSE = "policy:account:close"
    ACCOUNT_CONFIRM = "policy:account:confirm"
    CONFLICT_END = "policy:conflict:end"
    DEPUTY_NAME = "policy:deputy:name"
    OWN_READ = "policy:own-account:read"
    OWN_WRITE = "policy:own-account:write"


Verb = Literal["know", "read", "write"]
"""`know`: at least that it exists; `read`: at least what is one's own; `write` likewise."""


@dataclass(frozen=True)
class Basis:
    """The row of the table that a permission rests on, and what the table cannot say."""

    thing: Object
    verb: Verb
    only: tuple[Role, ...] = ()
    """If given: of the roles that the table names, these alone."""
    besides: tuple[Role, ...] = ()
    """Roles that the table does not name."""
    why: str = field(default="")
    """Why; needed with `only` and `besides`."""

    def roles(self) -> frozenset[Role]:
        """Who holds a permission that rests on this."""
        found = {role for role in ROLES_IN_ORDER if self._by_table(role)}
        return frozenset((found & set(self.only) if self.only else found) | set(self.besides))

    def _by_table(self, role: Role) -> bool:
        found = cell(role, self.thing)
        if self.verb == "write":
            return found.write >= Level.OWN
        return found.read >= (Level.STATE if self.verb == "know" else Level.OWN)


ROLES_IN_ORDER: tuple[Role, ...] = ROLES  # type: ignore[assignment]

_P, _O = Permission, Object

RESTS_ON: dict[Permission, Basis] = {
    _P.REQUEST_READ: Basis(_O.REQUEST, "read"),
    _P.REQUEST_WRITE: Basis(_O.REQUEST, "write"),
    _P.REQUEST_CONFIRM: Basis(
        _O.REQUEST, "write", besides=("second-signer",),
        why="who confirms a request adds nothing to it but that they looked; it takes a second "
        "person, and this is what the second signer is for",
    ),
    _P.REQUEST_CLOSE: Basis(
        _O.REQUEST, "write", only=("magistrate",),
        why="that nothing more is done is a decision, not a registration",
    ),
    _P.MATTER_ADMIT: Basis(
        _O.REQUEST, "write", only=("magistrate",),
        why="it shows somebody's matter to counsel, the police or an observer, and so it is a "
        "decision, recorded in the case",
    ),
    _P.MATTER_READ: Basis(
        _O.CLEARANCE, "read", only=("police-officer", "observer", "defence"),
        why="they see no list of requests: what is their own is all that they find",
    ),
    _P.PERSONS_READ: Basis(_O.PERSONS, "read"),
    _P.PERSONS_WRITE: Basis(_O.PERSONS, "write"),
    _P.LIST_DECLARE: Basis(
        _O.PERSONS, "write", besides=("police-officer", "population-register"),
        why="the police know who attended, and the population register who is whose family; of "
        "every list the vocabulary says who declares it, and the check of the case holds to that",
    ),
    _P.SCREENED_READ: Basis(_O.SCREENED, "read"),
    _P.SCREENING_RUN: Basis(
        _O.PERSONS, "write",
        why="no row writes screenings: they are the registers' answers. Whoever identifies a "
        "person sets the check going, and the clerk is told only that it is complete",
    ),
    _P.HIT_READ: Basis(_O.HIT, "read"),
    _P.PROTECTION_READ: Basis(_O.PROTECTION, "read"),
    _P.PROTECTION_WRITE: Basis(_O.PROTECTION, "write"),
    _P.REFERRAL_KNOW: Basis(_O.REFERRAL, "know"),
    _P.REFERRAL_READ: Basis(_O.REFERRAL, "read"),
    _P.REFERRAL_MAKE: Basis(
        _O.DECISION, "write",
        why="no row writes referrals: a hit makes them. Where there is none, whoever decides "
        "refers by default",
    ),
    _P.OPINION_READ: Basis(_O.OPINION, "read"),
    _P.OPINION_WRITE: Basis(_O.OPINION, "write"),
    _P.FACTS_READ: Basis(_O.FACTS, "read"),
    _P.FACTS_WRITE: Basis(_O.FACTS, "write"),
    _P.SUBMISSION_READ: Basis(
        _O.FACTS, "read", only=("defence",), why="who filed it has a receipt of it",
    ),
    _P.SUBMISSION_FILE: Basis(
        _O.FACTS, "write", only=("defence",), besides=("defence",),
        why="what counsel writes to the authorities states no fact: it is before who decides",
    ),
    _P.FINDING_MAKE: Basis(
        _O.QUESTION, "write",
        why="the vocabulary names who settles each fact; the command lets nobody else",
    ),
    _P.QUESTION_ASK: Basis(_O.FACTS, "write"),
    _P.QUESTION_READ: Basis(_O.QUESTION, "read"),
    _P.QUESTION_ANSWER: Basis(_O.QUESTION, "write"),
    _P.RULING_KNOW: Basis(_O.RULING, "know"),
    _P.RULING_READ: Basis(_O.RULING, "read"),
    _P.DECISION_READ: Basis(_O.DECISION, "read"),
    _P.DECISION_WRITE: Basis(_O.DECISION, "write"),
    _P.DECISION_TAKE: Basis(
        _O.DECISION, "write", besides=("court", "central-authority"),
        why="the rulebook names who decides under each norm; the command lets nobody else",
    ),
    _P.READINESS_READ: Basis(
        _O.RULING, "read", only=("magistrate", "second-signer"),
        why="it shows holds with their reasons beside the ruling, to who reads both whole",
    ),
    _P.HOLD_KNOW: Basis(_O.HOLD, "know"),
    _P.HOLD_READ: Basis(_O.HOLD, "read"),
    _P.HOLD_WRITE: Basis(_O.HOLD, "write"),
    _P.HOLD_ASK: Basis(
        _O.HOLD, "write", besides=("defence", "clerk"),
        why="'may ask': the defence asks, and the clerk registers what came in on paper; asking "
        "holds until it is answered, once per set of facts",
    ),
    _P.HOLD_OWN_READ: Basis(
        _O.HOLD, "know", only=("observer",),
        why="whoever places holds and lifts their own has to find those, and no other",
    ),
    _P.OPPOSITION_READ: Basis(_O.OPPOSITION, "read"),
    _P.OPPOSITION_FILE: Basis(
        _O.OPPOSITION, "write", only=("defence",), besides=("clerk",),
        why="the court decides on oppositions and files none; the clerk registers those on paper",
    ),
    _P.OPPOSITION_END: Basis(
        _O.OPPOSITION, "write", only=("court",), why="nobody decides on their own opposition"
    ),
    _P.CLEARANCE_READ: Basis(_O.CLEARANCE, "read"),
    _P.CLEARANCE_WRITE: Basis(
        _O.CLEARANCE, "write", only=("magistrate",),
        why="the magistrate proposes a clearance; the second signer's part is to sign it",
    ),
    _P.CLEARANCE_COSIGN: Basis(
        _O.CLEARANCE, "write", only=("second-signer",), why="'co-signs': never who proposed it"
    ),
    _P.TO_SIGN_READ: Basis(
        _O.CLEARANCE, "read", only=("second-signer",),
        why="what waits for a signature in any case is listed for who signs",
    ),
    _P.CLEARANCE_REVOKE: Basis(
        _O.CLEARANCE, "write", besides=("court",),
        why="taking back opens nothing: whoever has a part in giving it, and the court",
    ),
    _P.CLEARANCE_SPEND: Basis(
        _O.EXECUTION, "write", only=("police-officer",),
        why="whoever carries the act out uses the clearance, which is the report's first line",
    ),
    _P.DOUBT_READ: Basis(
        _O.CLEARANCE, "read", only=("magistrate", "second-signer", "overseer"),
        why="an act that was announced and has no outcome shuts what it is on, for those who open "
        "and for who settles it",
    ),
    _P.DOUBT_SETTLE: Basis(
        _O.CLEARANCE, "write", only=("overseer",), besides=("overseer",),
        why="whether something happened twice is not for those to say who let it happen",
    ),
    _P.OUTWARD_READ: Basis(_O.OUTWARD, "read", only=("clerk", "magistrate", "second-signer",
        "overseer"), why="the requesting state reads its messages and never this system"),
    _P.OUTWARD_WRITE: Basis(
        _O.OUTWARD, "write", only=("magistrate",),
        why="the magistrate proposes what is said, and releases what is sent; the second signer "
        "signs",
    ),
    _P.OUTWARD_COSIGN: Basis(
        _O.OUTWARD, "write", only=("second-signer",), why="'co-signs': never who proposed it"
    ),
    _P.EXECUTION_READ: Basis(_O.EXECUTION, "read"),
    _P.EXECUTION_WRITE: Basis(_O.EXECUTION, "write"),
    _P.INVENTORY_READ: Basis(_O.INVENTORY, "read"),
    _P.INVENTORY_WRITE: Basis(_O.INVENTORY, "write"),
    _P.NOTICE_GIVE: Basis(
        _O.DECISION, "write", besides=("clerk",),
        why="the magistrate gives notice or defers it; the clerk sends what was decided",
    ),
    _P.NOTICE_READ: Basis(
        _O.EXECUTION, "read", only=("defence",),
        why="whoever was told, or their counsel, reads again what they were told",
    ),
    _P.TRANSMISSION_KNOW: Basis(_O.TRANSMISSION, "know"),
    _P.TRANSMISSION_READ: Basis(_O.TRANSMISSION, "read"),
    _P.TRANSMISSION_WRITE: Basis(_O.TRANSMISSION, "write"),
    _P.REEXAMINED_READ: Basis(
        _O.TRANSMISSION, "read", only=("magistrate", "overseer"),
        why="what was sent although somebody was protected says who is: the magistrate knows of "
        "hits, and the overseer reads how many persons it touched, and not whom",
    ),
    _P.REEXAMINE: Basis(
        _O.TRANSMISSION, "write", only=("magistrate",), besides=("overseer",),
        why="looking again opens nothing: it adds incidents and holds, which oversight may, too",
    ),
    _P.NOTICE_KNOW: Basis(
        _O.DECISION, "know", only=("clerk", "magistrate"),
        why="whoever gives or sends notices has to see who is still to be told",
    ),
    _P.STILL_OPEN_READ: Basis(
        _O.REQUEST, "read", only=("magistrate",),
        why="the list names holds and duties that only who closes requests reads together",
    ),
    _P.ALIKE_READ: Basis(
        _O.REQUEST, "read", only=("clerk", "magistrate"),
        why="it shows in which other requests a person occurs: only to those who link them",
    ),
    _P.ITEM_RETURN: Basis(
        _O.INVENTORY, "write", besides=("magistrate",), only=("police-officer",),
        why="the magistrate orders that things go back, and the police hand them over",
    ),
    _P.CONTENT_WRITE: Basis(
        _O.INVENTORY, "write", besides=("clerk", "magistrate"), only=("police-officer",),
        why="the police put in what they took, clerk and magistrate the papers of a request",
    ),
    _P.REQUEST_LINK: Basis(_O.REQUEST, "write"),
    _P.CASE_IMPORT: Basis(_O.CASE_FILE, "write"),
    _P.CASE_EXPORT: Basis(_O.CASE_FILE, "read"),
    _P.PROOFS_READ: Basis(_O.PROOFS, "read"),
    _P.RECORD_READ: Basis(
        _O.PROOFS, "read", only=("overseer",),
        why="how many entries a record has tells, from one look to the next, that a register found "
        "somebody",
    ),
    _P.PAYLOADS_READ: Basis(_O.PAYLOADS, "read"),
    _P.BUNDLE_READ: Basis(
        _O.PAYLOADS, "read", only=("defence",),
        why="'by bundle': what the record holds on whom they defend, with the proofs of it",
    ),
    _P.KEPT_READ: Basis(
        _O.PAYLOADS, "read", only=("overseer", "magistrate"),
        why="which cases have come to their end is for those who erase what they say",
    ),
    _P.PAYLOADS_ERASE: Basis(
        _O.PAYLOADS, "write", besides=("overseer", "magistrate"),
        why="no row erases; it takes two persons, an overseer among them, and the other may be who "
        "answers for the whole file; never who runs the computer",
    ),
    _P.STATISTICS_READ: Basis(_O.STATISTICS, "read"),
    _P.OUTCOMES_READ: Basis(
        _O.RULING, "read", only=("magistrate", "second-signer", "overseer"),
        why="how many rulings end how, watched over time, tells whose measure got another outcome; "
        "so only to who reads rulings whole",
    ),
    _P.DEADLINE_READ: Basis(_O.DEADLINE, "read"),
    _P.SAMPLE_READ: Basis(_O.SAMPLE, "read"),
    _P.SAMPLE_WRITE: Basis(_O.SAMPLE, "write"),
    _P.INCIDENT_READ: Basis(_O.INCIDENT, "read"),
    _P.INCIDENT_FOLLOW: Basis(_O.INCIDENT, "write"),
    _P.EMERGENCY_READ: Basis(_O.EMERGENCY, "read"),
    _P.EMERGENCY_STATE: Basis(
        _O.EMERGENCY, "write", only=("clerk", "magistrate", "prosecutor", "police-officer"),
        why="whoever ordered or carried out the act states it, or registers what they said; who "
        "reviews it does not",
    ),
    _P.EMERGENCY_CONFIRM: Basis(
        _O.EMERGENCY, "write", only=("magistrate", "second-signer", "prosecutor"),
        why="a second person with an office over the act confirms it; who reviews it does not",
    ),
    _P.EMERGENCY_REVIEW: Basis(
        _O.EMERGENCY, "write", only=("overseer",),
        why="nobody who acts on requests judges whether an act outside the gate was right",
    ),
    _P.RULEBOOK_READ: Basis(_O.RULEBOOK, "read"),
    _P.PREVIEW_READ: Basis(
        _O.RULEBOOK, "read", only=("rulebook-keeper", "overseer"),
        why="what a release would change names measures with their outcomes: to those who sign it",
    ),
    _P.RULEBOOK_WRITE: Basis(_O.RULEBOOK, "write"),
    _P.ACCOUNTS_READ: Basis(_O.ACCOUNT_LIST, "read"),
    _P.OVERRUN_READ: Basis(
        _O.ACCOUNT_LIST, "read", only=("overseer",),
        why="who wanted to reach more persons than one may is told to who watches, and not to who "
        "runs the accounts",
    ),
    _P.ACCOUNTS_WRITE: Basis(_O.ACCOUNTS, "write"),
    _P.ACCOUNT_CLOSE: Basis(
        _O.ACCOUNTS, "write", besides=("overseer",),
        why="taking away opens nothing, and whoever watches the operator can stop them",
    ),
    _P.ACCOUNT_CONFIRM: Basis(
        _O.ACCOUNTS, "write", besides=("overseer",),
        why="a role, a deputyship and a key hold once a second person has confirmed them: another "
        "operator, or who watches the operator",
    ),
    _P.CONFLICT_END: Basis(
        _O.OWN_ACCOUNT, "write", only=("overseer",),
        why="whoever said that they keep away is let back by somebody else, with reasons; not by "
        "who runs the accounts",
    ),
    _P.DEPUTY_NAME: Basis(
        _O.ACCOUNTS, "write", besides=("overseer",),
        why="work must not stop because the operator is away, and naming a deputy lends no more "
        "than somebody holds already, once a second person has confirmed it",
    ),
    _P.OWN_READ: Basis(_O.OWN_ACCOUNT, "read"),
    _P.OWN_WRITE: Basis(_O.OWN_ACCOUNT, "write"),
}  # fmt: skip
"""What each permission rests on. One that stands here not nobody holds."""

ROLES_OF: dict[Permission, frozenset[Role]] = {p: rest.roles() for p, rest in RESTS_ON.items()}
"""The roles that hold each permission."""


class Denied(Exception):
    """The actor may not do this; nothing says whether the thing is there."""


def must(actor: Actor, permission: Permission, *of: str) -> None:
    """Go on only if the actor holds the permission today, and none of these is theirs to avoid.

    `of`: the ids of what it is about - a case, a request, a person. Raises `Denied`, which reads
    the same whether a thing is there, is kept from the actor, or has never been.
    """
    if actor.role not in ROLES_OF.get(permission, frozenset()):
        raise Denied(f"the role {actor.role} may not do this ({permission})")
    if not acts_today(actor):
        raise Denied(f"you do not hold the role {actor.role} today, nor stand in for who does")
    ask_guards(actor, of)
    if keeps_away_from(actor, of):
        raise Denied(f"the role {actor.role} may not do this here ({permission})")
