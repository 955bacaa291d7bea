"""What the words of the case files are called on pages, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, "Promise | str"]

ROLES: Words = {
    "clerk": _("clerk"), "magistrate": _("magistrate"), "second-signer": _("second signer"),
    "prosecutor": _("prosecutor"), "court": _("court"),
    "central-authority": _("central authority"), "asylum-officer": _("asylum authority"),
    "population-register": _("population register"), "police-officer": _("police"),
    "observer": _("observer of the bar"), "defence": _("defence"),
    "data-protection-authority": _("data protection authority"), "overseer": _("overseer"),
    "operator": _("operator"), "rulebook-keeper": _("keeper of the rulebook"),
    "requesting-state": _("requesting state"), "public": _("everybody"),
}  # fmt: skip

MEASURES: Words = {
    "search": _("search"), "seizure": _("seizure"), "computer-search": _("search of computers"),
    "bank-data": _("bank data"), "questioning": _("questioning"), "arrest": _("arrest"),
    "surrender": _("surrender"), "removal": _("removal"), "transmission": _("sending"),
    "foreign-presence": _("attendance of foreign officials"),
}  # fmt: skip

REQUESTS: Words = {
    "legal-assistance": _("legal assistance"), "extradition": _("extradition"),
    "notice": _("notice or diffusion"), "police-inquiry": _("police inquiry"),
    "order": _("order to a bank or provider"),
}  # fmt: skip

ITEMS: Words = {
    "device": _("device"), "document": _("document"), "data": _("data"),
    "bank-record": _("bank record"), "answer": _("answer"), "account": _("account"),
    "execution-record": _("record of an execution"), "hearing-notice": _("notice of a hearing"),
    "court-document": _("court document"), "other": _("other thing"),
}  # fmt: skip

RELATIONS: Words = {
    "parent": _("parent"), "child": _("child"), "sibling": _("brother or sister"),
    "spouse": _("spouse"), "nephew-or-niece": _("nephew or niece"), "relative": _("relative"),
    "household": _("same household"), "client": _("client"), "counsel": _("counsel"),
    "associate": _("associate"),
}  # fmt: skip

PROTECTIONS: Words = {
    "refugee-status": _("refugee status"), "subsidiary-protection": _("subsidiary protection"),
    "pending-claim": _("asylum claim that is pending"),
    "status-elsewhere": _("protection by another state"),
    "naturalised-refugee": _("former refugee, now a national"),
    "interim-measure": _("interim measure of a court"),
    "court-protection": _("protected by a court’s decision"),
}  # fmt: skip

VIEWS: Words = {
    "objects": _("objects"), "objects-unless": _("objects unless"),
    "does-not-object": _("does not object"),
}  # fmt: skip

OUTCOMES: Words = {
    "barred": _("barred: no decision can open it"),
    "conflict": _("a duty and a bar collide"),
    "conditions-unmet": _("conditions are not met"),
    "undetermined": _("questions are open"),
    "needs-decision": _("a decision is due"),
    "no-bar-found": _("no bar found"),
}  # fmt: skip

OUTCOME_SIGNS: Mapping[str, str] = {
    "barred": "bad", "conflict": "bad", "conditions-unmet": "warn", "undetermined": "warn",
    "needs-decision": "", "no-bar-found": "good",
}  # fmt: skip
"""How a badge with the outcome looks, beside its words."""

STAGES: Words = {
    "registered": _("registered"), "to-confirm": _("waits for its second person"),
    "to-identify": _("people are to be identified"), "to-screen": _("registers are to be asked"),
    "to-refer": _("to be referred"), "to-hear": _("an opinion is awaited"),
    "to-answer": _("the opinion is to be answered"), "to-rule": _("to be decided"),
    "executed": _("carried out"), "followed": _("followed up"), "closed": _("closed"),
}  # fmt: skip

OBSTACLES: Words = {
    "alarm": _("Alarms of the record"), "hold": _("Holds"), "freeze": _("Requests to freeze"),
    "confirmation": _("Second person"), "identification": _("Who they are"),
    "screening": _("Checks with the registers"), "opinion": _("Opinion"),
    "opposition": _("Oppositions"), "over": _("Over"), "ruling": _("What the law asks"),
    "question": _("Open questions"), "decision": _("Decisions"), "seal": _("Seals"),
}  # fmt: skip

STATUSES: Words = {
    "bars": _("bars it"), "unmet": _("not met"), "conflicts": _("collides"),
    "open": _("open question"), "decide": _("to be decided"), "met": _("not in the way"),
    "applies": _("applies"), "rests": _("does not bind here"),
}  # fmt: skip
"""What a norm does to a measure."""

SHUTS = ("bars", "conflicts", "unmet", "open", "decide")
"""Those of them that are in the way, the most shut first."""

MARKS: Words = {
    "C": _("C: the text was checked word by word"),
    "M": _("M: from memory, not checked against the official text"),
}  # fmt: skip

DEADLINES: Words = {
    "confirm": _("a second person confirms the request"),
    "opinion": _("the opinion of the authority that protects"),
    "answer-opinion": _("an answer to the opinion"),
    "freeze": _("an answer to the request to freeze"),
    "question": _("an answer to a question"), "oppose": _("the time to oppose"),
    "notice": _("notice to those whom it touches"), "return": _("things go back"),
    "incident-preservation": _("evidence of the breach is preserved"),
    "incident-complaint": _("the breach is brought before somebody"),
    "incident-finding": _("what happened is found out"),
    "incident-informed": _("a body is informed of the breach"),
    "emergency-confirm": _("a second person confirms the emergency"),
    "emergency-review": _("the emergency is reviewed"),
}  # fmt: skip

OVERDUE: Words = {
    "a registered request waits for its second person":
        _("a registered request waits for its second person"),
    "an answer that measures of this case wait for is overdue":
        _("an answer that measures of this case wait for is overdue"),
    "persons touched by a measure have not been told of it in writing":
        _("persons touched by a measure have not been told of it in writing"),
    "things that were taken have not been given back":
        _("things that were taken have not been given back"),
    "what a recorded breach left behind has not been preserved":
        _("what a recorded breach left behind has not been preserved"),
    "a recorded breach was brought before nobody":
        _("a recorded breach was brought before nobody"),
    "what happened in a recorded breach has not been found":
        _("what happened in a recorded breach has not been found"),
    "no body was informed of a recorded breach":
        _("no body was informed of a recorded breach"),
    "an act that was ordered outside the gate waits for its second person":
        _("an act that was ordered outside the gate waits for its second person"),
    "an act that was ordered outside the gate has not been reviewed":
        _("an act that was ordered outside the gate has not been reviewed"),
}  # fmt: skip
"""The fixed sentences in which the API tells that something is overdue (`gate.terms`)."""

UNSAID: Words = {
    "the hour": _("the hour"), "who attended": _("who attended"),
    "what was taken": _("what was taken"), "how they came in": _("how they came in"),
    "who was there that needed care": _("who was there that needed care"),
    "whether counsel was admitted": _("whether counsel was admitted"),
    "whether those present signed or refused": _("whether those present signed or refused"),
    "what was said to get a signature": _("what was said to get a signature"),
}  # fmt: skip
"""What a report left out, in the API's fixed words."""

LISTS: Words = {
    "touched": _("everybody whom it touches"), "targets": _("everybody at whom it is aimed"),
    "items": _("everything that it takes or sends"),
    "attendants": _("everybody who attends"), "signals": _("every signal about the request"),
}  # fmt: skip
"""Lists that can be declared complete."""

STANDINGS: Words = {
    "proposed": _("waits for the second signer"), "given": _("given"), "valid": _("valid"),
    "spent": _("used"), "revoked": _("withdrawn"), "expired": _("expired"),
    "over": _("over"), "posted": _("released"),
}  # fmt: skip

EVENTS: Words = {
    "case-opened": _("Case opened"), "source-cited": _("Source cited"),
    "person-listed": _("Person listed"), "relation-stated": _("Relation stated"),
    "protection-stated": _("Protection found"), "signal-stated": _("Signal"),
    "request-received": _("Request received"), "measure-planned": _("Measure planned"),
    "item-listed": _("Thing listed"), "fact-stated": _("Fact stated"),
    "list-declared": _("List declared complete"),
    "request-confirmed": _("Confirmed by a second person"),
    "request-linked": _("Linked to another request"), "request-closed": _("Request closed"),
    "person-identified": _("Person identified"), "screened": _("Registers asked"),
    "referred": _("Referred to the authority that protects"),
    "opinion-given": _("Opinion given"), "opinion-answered": _("Opinion answered"),
    "question-asked": _("Question asked"), "question-answered": _("Question answered"),
    "finding-made": _("Finding made"), "decision-taken": _("Decision taken"),
    "hold-placed": _("Hold placed"), "hold-lifted": _("Hold lifted"),
    "clearance-proposed": _("Clearance proposed"), "clearance-given": _("Clearance given"),
    "clearance-revoked": _("Clearance withdrawn"), "clearance-spent": _("Clearance used"),
    "measure-executed": _("Measure carried out"), "item-returned": _("Thing given back"),
    "notice-given": _("Person told"), "opposition-filed": _("Opposition filed"),
    "opposition-ended": _("Opposition decided"), "transmission-sent": _("Sent"),
    "recall-sent": _("Recalled"), "freeze-requested": _("Standstill asked for"),
    "freeze-answered": _("Request for a standstill answered"),
    "submission-filed": _("Submission filed"), "incident-opened": _("Incident opened"),
    "incident-followed": _("Incident followed up"),
    "escalated": _("Overdue: the next office was told"),
    "noted": _("Note"), "look-taken": _("Somebody looked"),
    "message-sent": _("Message to another node"), "message-taken": _("Message of another node"),
    "act-intended": _("Act begun"), "act-dropped": _("Act not carried out"),
    "outward-proposed": _("Message proposed"),
    "outward-posted": _("Message released"),
    "emergency-stated": _("Act outside the gate stated"),
    "emergency-confirmed": _("Act outside the gate confirmed"),
    "emergency-reviewed": _("Act outside the gate reviewed"),
}  # fmt: skip

LINKS: Words = {
    "supplement": _("supplement"), "reminder": _("reminder"), "correction": _("correction"),
    "withdrawal": _("withdrawal"), "near-duplicate": _("same matter again"),
}  # fmt: skip

ALIKE: Words = {
    "same-person": _("the same person"), "same-reference": _("the same reference"),
    "same-offences": _("the same offences"),
}  # fmt: skip
"""Why a request may be the same matter as another."""

SAID: Words = {
    "yes": _("yes"), "no": _("no"), "unknown": _("not known"), "contested": _("contested"),
}  # fmt: skip
"""The value of a fact."""

OUTWARD: Words = {
    "acknowledgement": _("the request was received"), "delay": _("an answer takes longer"),
    "supplement-asked": _("more is asked for"), "executed": _("executed"),
    "partly-executed": _("executed in part"), "not-executed": _("not executed"),
    "correction": _("a correction: what was sent is called back"),
}  # fmt: skip
"""What a message to a requesting state says."""
