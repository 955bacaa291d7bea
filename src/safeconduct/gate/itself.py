"""What the gate does by itself, on no person's word: it only ever closes, asks or tells."""

from __future__ import annotations

from safeconduct.policy.actor import Actor

GATE = Actor(account="", role="overseer")
"""The gate as the author of an event: no account, in the name of whoever watches over it."""
