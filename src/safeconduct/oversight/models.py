"""What gates told this node: of each thing the newest, and when it came."""

from __future__ import annotations

from django.db import models


class Told(models.Model):
    """Something that a gate told: a request, an incident, an emergency, a step, what is overdue."""

    gate = models.CharField(max_length=200)
    kind = models.CharField(max_length=32)
    """As the kind of the message."""
    key = models.CharField(max_length=128)
    """What it is about, so that a later message on the same thing takes its place."""
    case = models.CharField(max_length=64, db_index=True)
    day = models.CharField(max_length=64)
    said = models.JSONField()
    received = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["gate", "kind", "key"], name="told_once"),)
        indexes = (models.Index(fields=["kind", "received"]),)
