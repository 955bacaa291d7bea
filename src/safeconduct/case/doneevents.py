"""Events of what was done, and what was done about it: reports, notices, oppositions."""

from __future__ import annotations

from typing import Literal

from safeconduct.case.eventbase import Attendance, Event, Hour, Id, Inventoried, Text


class MeasureExecuted(Event, frozen=True, kw_only=True):
    """The execution report of a measure.

    `entry`: how they came in. `vulnerable`: who was there that needed care. `counsel`: whether a
    lawyer was admitted. `signature`: of whoever was there; `pressure`: what was said to get it.
    """

    measure: Id
    hour: Hour | None = None
    attended: tuple[Attendance, ...] = ()
    taken: tuple[Id, ...] = ()
    remarks: tuple[Text, ...] = ()
    entry: str = ""
    vulnerable: tuple[Text, ...] = ()
    counsel: str = ""
    signature: Literal["signed", "refused", ""] = ""
    pressure: str = ""
    inventory: tuple[Inventoried, ...] = ()


class ItemReturned(Event, frozen=True, kw_only=True):
    """A thing is given back."""

    item: Id
    to: Text


class NoticeGiven(Event, frozen=True, kw_only=True):
    """Persons are told in writing of a measure, its grounds and the remedies."""

    measure: Id
    persons: tuple[Id, ...]


class OppositionFiled(Event, frozen=True, kw_only=True):
    """Somebody opposes a measure; `person`: who, where it is somebody of the case."""

    measure: Id
    title: Text
    person: Id | None = None


class OppositionEnded(Event, frozen=True, kw_only=True):
    """An opposition is decided for good, cassation included; `person`: whose it was, if told."""

    measure: Id
    title: Text
    person: Id | None = None


class TransmissionSent(Event, frozen=True, kw_only=True):
    """Something reached the requesting state."""

    measure: Id
    recipient: Text
    items: tuple[Id, ...] = ()


class RecallSent(Event, frozen=True, kw_only=True):
    """A transmission is called back."""

    measure: Id
    title: Text


class FreezeRequested(Event, frozen=True, kw_only=True):
    """Somebody asks that cooperation on a request stand still."""

    request: Id
    title: Text


class FreezeAnswered(Event, frozen=True, kw_only=True):
    """The answer to a request to freeze; only a refusal with reasons ends the standstill."""

    request: Id
    outcome: Literal["granted", "refused"]
    reasons: str = ""


class SubmissionFiled(Event, frozen=True, kw_only=True):
    """A complaint or submission by the defence or somebody else."""

    title: Text


class Noted(Event, frozen=True, kw_only=True):
    """Something that happened and changes no state by itself."""

    title: Text
