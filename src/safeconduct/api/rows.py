"""Which row of the visibility table each kind of event belongs to."""

from __future__ import annotations

from safeconduct.case import events as ev
from safeconduct.policy.objects import Object

ROW_OF: dict[type[ev.Event], Object] = {
    ev.CaseOpened: Object.REQUEST,
    ev.SourceCited: Object.FACTS,
    ev.PersonListed: Object.PERSONS,
    ev.RelationStated: Object.PERSONS,
    # The register's own file is behind the row `PROTECTION`; what it let the gate know is a hit.
    ev.ProtectionStated: Object.HIT,
    ev.SignalStated: Object.FACTS,
    ev.RequestReceived: Object.REQUEST,
    ev.MeasurePlanned: Object.REQUEST,
    ev.ItemListed: Object.REQUEST,
    ev.FactStated: Object.FACTS,
    ev.ListDeclared: Object.FACTS,
    ev.RequestConfirmed: Object.REQUEST,
    ev.RequestLinked: Object.REQUEST,
    ev.RequestClosed: Object.DECISION,
    ev.PersonIdentified: Object.PERSONS,
    ev.Screened: Object.HIT,
    ev.Referred: Object.REFERRAL,
    ev.OpinionGiven: Object.OPINION,
    ev.OpinionAnswered: Object.DECISION,
    ev.QuestionAsked: Object.FACTS,
    ev.QuestionAnswered: Object.FACTS,
    ev.FindingMade: Object.DECISION,
    ev.DecisionTaken: Object.DECISION,
    ev.HoldPlaced: Object.HOLD,
    ev.HoldLifted: Object.HOLD,
    ev.ClearanceProposed: Object.CLEARANCE,
    ev.OutwardProposed: Object.DECISION,
    ev.OutwardPosted: Object.OUTWARD,
    ev.ClearanceGiven: Object.CLEARANCE,
    ev.ClearanceRevoked: Object.CLEARANCE,
    ev.ClearanceSpent: Object.CLEARANCE,
    ev.MeasureExecuted: Object.EXECUTION,
    ev.ItemReturned: Object.INVENTORY,
    ev.NoticeGiven: Object.EXECUTION,
    ev.OppositionFiled: Object.OPPOSITION,
    ev.OppositionEnded: Object.OPPOSITION,
    ev.TransmissionSent: Object.TRANSMISSION,
    ev.RecallSent: Object.TRANSMISSION,
    ev.FreezeRequested: Object.HOLD,
    ev.FreezeAnswered: Object.HOLD,
    ev.SubmissionFiled: Object.FACTS,
    ev.IncidentOpened: Object.EXECUTION,
    ev.IncidentFollowed: Object.INCIDENT,
    ev.EmergencyStated: Object.EMERGENCY,
    ev.EmergencyConfirmed: Object.EMERGENCY,
    ev.EmergencyReviewed: Object.EMERGENCY,
    ev.Noted: Object.FACTS,
    ev.Escalated: Object.DEADLINE,
}
"""A kind that stands here not is shown to nobody."""
