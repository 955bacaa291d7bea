"""Titles and names as those read them who read the open part of a case alone: the clerk, for one.

The events of a case have neutral words there (`versions.opened`); lists, heads and questions have
the same ones, or they would tell what the case does not.
"""

from __future__ import annotations

from safeconduct.case.telltale import may_tell
from safeconduct.gate.facts import NOT_PROTECTION
from safeconduct.policy.actor import Actor
from safeconduct.policy.objects import Object
from safeconduct.policy.visibility import cell


def open_part_alone(actor: Actor) -> bool:
    """Whether somebody reads facts, but nothing of protections."""
    return cell(actor.role, Object.FACTS).condition == NOT_PROTECTION


def as_read(actor: Actor, text: str, instead: str) -> str:
    """A text that somebody wrote; `instead` of it for who may not be told of a protection."""
    return instead if open_part_alone(actor) and may_tell(text) else text
