"""What waits for other nodes, what came from them, and the holds of a node itself.

What a message says is kept only as long as it may have to be sent again (`deliver.KEPT`); of what
came, nothing is kept but that it came: its effect is the handler's.
"""

from __future__ import annotations

from django.db import models


class Outgoing(models.Model):
    """A message to a peer. Waiting ones are numbered soon after their transaction (`numbers`)."""

    order = models.BigAutoField(primary_key=True)
    """The order among those without a number."""
    message = models.CharField(max_length=64, unique=True)
    to = models.CharField(max_length=200)
    kind = models.CharField(max_length=64)
    sent = models.DateTimeField()
    """When it was put here."""
    body = models.TextField()
    """What it says, as canonical JSON; empty once it is no longer kept."""
    number = models.PositiveBigIntegerField(null=True)
    token = models.TextField(default="")
    digest = models.CharField(max_length=64, default="")
    """SHA-256 of the token, in hexadecimal."""
    taken = models.DateTimeField(null=True)
    """When the peer's receipt came; empty while it waits."""
    receipt = models.TextField(default="")
    rejected = models.JSONField(null=True)
    """Why the peer did nothing with it, in its own words."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["to", "number"], name="one_message_a_number"),
        )
        indexes = (
            models.Index(fields=["to", "number"], condition=models.Q(taken=None), name="waiting"),
            models.Index(fields=["to"], condition=models.Q(number=None), name="unnumbered"),
        )


class Line(models.Model):
    """The queue to one peer: its last number, and how the first that waits fares."""

    to = models.CharField(primary_key=True, max_length=200)
    last = models.PositiveBigIntegerField(default=0)
    skipped = models.PositiveBigIntegerField(default=0)
    """How many numbers this node gave before its database was brought back (`renumber`)."""
    tries = models.PositiveIntegerField(default=0)
    again = models.DateTimeField(null=True)
    """Not to be tried before."""
    problem = models.TextField(default="")
    """Why the last try failed; empty after one that did not."""


class Incoming(models.Model):
    """A message that was taken."""

    message = models.CharField(max_length=64)
    sender = models.CharField(max_length=200)
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    """SHA-256 of the token, in hexadecimal."""
    sent = models.DateTimeField()
    taken = models.DateTimeField()
    rejected = models.JSONField(null=True)
    """Why nothing was done with it."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["sender", "number"], name="one_taken_a_number"),
        )
        indexes = (models.Index(fields=["sender", "taken"]),)


class Heard(models.Model):
    """What was heard of a peer: the last message that was taken, and its last heartbeat."""

    peer = models.CharField(primary_key=True, max_length=200)
    since = models.DateTimeField()
    """From when on it should have been heard of."""
    taken = models.PositiveBigIntegerField(default=0)
    """The number of the last message that was taken from it."""
    at = models.DateTimeField(null=True)
    """When anything of it came, signed."""
    beat = models.DateTimeField(null=True)
    """When it sent its last heartbeat, by its own clock."""
    came = models.DateTimeField(null=True)
    """When that came, by ours."""
    says_sent = models.PositiveBigIntegerField(default=0)
    says_taken = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    """Of its record, as it says."""


class NodeHold(models.Model):
    """A hold that this node itself placed on what a gate does."""

    id = models.CharField(primary_key=True, max_length=64)
    gate = models.CharField(max_length=200)
    case = models.CharField(max_length=64)
    on = models.CharField(max_length=16)
    """measure, request or state."""
    of = models.CharField(max_length=64)
    why = models.TextField()
    until = models.CharField(max_length=64, default="", blank=True)
    placed_by = models.CharField(max_length=140)
    placed = models.DateTimeField()
    lifted = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=140, default="", blank=True)
    lift_reasons = models.TextField(default="", blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["gate", "of"], condition=models.Q(lifted=None), name="standing"),
        )
