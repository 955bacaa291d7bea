"""Messages to requesting states, clearances that were spent on them, and how far they got.

Only this package writes here. A row by itself sends nothing: whoever delivers verifies the token,
the bytes and the record anew.
"""

from __future__ import annotations

from django.db import models


class Outward(models.Model):
    """One message, of one request in one slot. Its bytes never change."""

    id = models.CharField(primary_key=True, max_length=64)
    """Of the row: the message's id, and `#` and a number if it took the place of others."""
    message = models.CharField(max_length=64, db_index=True)
    request = models.CharField(max_length=64)
    slot = models.PositiveIntegerField()
    due = models.DateTimeField(db_index=True)
    recipient = models.TextField()
    decision = models.CharField(max_length=32)
    clearance = models.CharField(max_length=64, unique=True)
    token = models.TextField()
    data = models.BinaryField()
    stopped = models.BooleanField(default=False)
    """It is not sent any more, whatever comes; its clearance stays spent. If `begun` is set it may
    be with the recipient all the same, and its slot stays taken."""
    reasons = models.TextField(default="")
    begun = models.DateTimeField(null=True)
    """When it was first tried: from then on it may be with the recipient."""
    tries = models.PositiveIntegerField(default=0)
    again = models.DateTimeField(null=True)
    """Not to be tried before."""
    sent = models.DateTimeField(null=True)
    acknowledgement = models.TextField(default="")
    noted = models.BooleanField(default=False)
    """Whether the case says that it was sent, or stopped."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["request", "slot"],
                condition=models.Q(stopped=False) | models.Q(begun__isnull=False),
                name="one_message_a_slot",
            ),
        )


class Spent(models.Model):
    """A clearance that was spent, and on what. Nothing deletes it."""

    clearance = models.CharField(primary_key=True, max_length=64)
    message = models.CharField(max_length=64)
