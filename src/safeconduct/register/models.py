"""The register's tables: whom it protects, and what the gate told its desk.

Several registers can live in one database; each row says whose it is, and no register's officer
reads another's.
"""

from __future__ import annotations

from django.db import models


class Registered(models.Model):
    """A person of a register."""

    register = models.CharField(max_length=100)
    number = models.CharField(max_length=100, default="", blank=True)
    """The number in the population register, as it is compared; empty if it is not known."""
    names = models.JSONField()
    born = models.CharField(max_length=64, default="unknown")
    """A partial date, as elsewhere."""

    class Meta:
        indexes = (models.Index(fields=["register", "number"]),)


class RegisteredName(models.Model):
    """A name of a registered person as it is looked up: its words, sorted."""

    person = models.ForeignKey(Registered, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=1000, db_index=True)


class Protection(models.Model):
    """What shields a registered person, against which state, from when until when."""

    person = models.ForeignKey(Registered, models.PROTECT, related_name="protections")
    kind = models.CharField(max_length=32)
    against = models.CharField(max_length=2)
    since = models.CharField(max_length=64, default="unknown")
    until = models.CharField(max_length=64, default="", blank=True)
    """Empty while no end is known; from this day on it does not stand."""
    ended_because = models.TextField(default="", blank=True)
    ended_by = models.CharField(max_length=140, default="", blank=True)
    """Who ended it, as the record keeps it (`policy/standing.py`); empty while nobody has."""
    ended_on = models.DateField(null=True, blank=True)
    """When they did, whatever day they wrote as its end."""
    written_by = models.CharField(max_length=140)
    written_on = models.DateField()


class Epoch(models.Model):
    """A text that changes with every change of a register."""

    register = models.CharField(primary_key=True, max_length=100)
    token = models.CharField(max_length=32)


class ReferralReceived(models.Model):
    """Measures that the gate put before a register's authority."""

    gate = models.CharField(max_length=200, default="", blank=True)
    """The node that did; empty: this one."""
    register = models.CharField(max_length=100, db_index=True)
    case = models.CharField(max_length=64)
    measures = models.JSONField()
    day = models.CharField(max_length=64)
    by_default = models.BooleanField(default=False)


class FollowUp(models.Model):
    """A later step of a matter that was put before a register: what kind, of what, when."""

    gate = models.CharField(max_length=200, default="", blank=True)
    """The node that told it; empty: this one."""
    register = models.CharField(max_length=100, db_index=True)
    case = models.CharField(max_length=64)
    kind = models.CharField(max_length=48)
    of = models.CharField(max_length=64, default="", blank=True)
    day = models.CharField(max_length=64)


class Matter(models.Model):
    """What another node put before a register, as it last showed it: the newest counts."""

    register = models.CharField(max_length=100)
    gate = models.CharField(max_length=200)
    case = models.CharField(max_length=64)
    content = models.JSONField()
    received = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["register", "gate", "case"], name="one_matter_a_case"),
        )


class Act(models.Model):
    """What an officer did in a matter of another node, and the message that tells it there."""

    register = models.CharField(max_length=100)
    gate = models.CharField(max_length=200)
    case = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    """The kind of the message."""
    of = models.CharField(max_length=400)
    """The person, the hold, the fact, or the first measure that it is about."""
    message = models.CharField(max_length=64)
    by = models.CharField(max_length=140)
    """Who did it, as the record keeps it (`policy/standing.py`)."""
    day = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["register", "gate", "case"]),)
