"""The gate's tables: an index of the record's entries by case, and what lists are made from.

Nothing here is the truth: all of it follows from the entries (`index`), and can be compared with
them. No table holds a name, so that the database by itself is no list of persons.
"""

from __future__ import annotations

from datetime import date

from django.db import models


class Case(models.Model):
    """One file: a sequence of events. `version` is their number, erased ones included."""

    id = models.CharField(primary_key=True, max_length=64)
    version = models.PositiveIntegerField(default=0)
    title = models.TextField()
    executing_state = models.CharField(max_length=2)
    opened = models.CharField(max_length=64, default="")
    closed = models.BooleanField(default=False)


class Entry(models.Model):
    """An entry of the record that is an event of a case: the `number`th, from 0."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    position = models.BigIntegerField(unique=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "number"], name="one_event_a_number"),
        )


class Thing(models.Model):
    """An id that is taken: no two things of the gate have the same."""

    id = models.CharField(primary_key=True, max_length=64)
    sort = models.CharField(max_length=16)
    case = models.ForeignKey(Case, models.PROTECT, related_name="things")


class Request(models.Model):
    """A foreign state's request, for lists."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    number = models.PositiveIntegerField(default=0)
    """The number of its first event in the case, to sort by."""
    requesting_state = models.CharField(max_length=2)
    kind = models.CharField(max_length=32)
    title = models.TextField()
    reference = models.TextField(default="")
    received = models.CharField(max_length=64)
    sort_day = models.DateField(default=date.min)
    confirmed = models.BooleanField(default=False)
    closed = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["sort_day", "id"]),
            models.Index(fields=["requesting_state", "sort_day", "id"]),
            models.Index(fields=["closed", "sort_day", "id"]),
        )


class Measure(models.Model):
    """A measure, for lists: its stage, and what the last ruling on it said."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="measures")
    request_id = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=32)
    title = models.TextField()
    acting = models.CharField(max_length=32)
    on = models.CharField(max_length=64)
    sort_day = models.DateField(default=date.min)
    stage = models.CharField(max_length=32, db_index=True)
    held = models.BooleanField(default=False)
    outcome = models.CharField(max_length=32, default="")
    ruled_version = models.IntegerField(default=-1)
    """The version of the case that `outcome` was found on; another one means: not looked at yet."""
    ruled_rulebook = models.CharField(max_length=64, default="")
    ruled_on = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=["sort_day", "id"]),)


class Person(models.Model):
    """A person of a case; `identity` is the same wherever the same person was identified."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="persons")
    identity = models.CharField(max_length=64, default="", db_index=True)
    """A keyed hash of the number in the population register; empty until identified."""


class Hold(models.Model):
    """A standstill in one case, for lists and for new cases; reasons stand in the event only."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    on = models.CharField(max_length=16)
    of = models.CharField(max_length=64, db_index=True)
    until = models.CharField(max_length=64, default="")
    by = models.CharField(max_length=32)
    lifted = models.BooleanField(default=False)


class Deadline(models.Model):
    """Something that has to happen by a day, and who is told if it does not."""

    id = models.CharField(primary_key=True, max_length=160)
    """What it is, whose, so that the same thing has one deadline only."""
    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    what = models.CharField(max_length=48)
    of = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    due = models.DateField(db_index=True)
    met = models.BooleanField(default=False)
    escalated = models.PositiveIntegerField(default=0)
    """How often somebody was told that it is overdue."""


class Receipt(models.Model):
    """A command that was carried out under a name its sender gave it (`once`)."""

    id = models.CharField(primary_key=True, max_length=64)
    versions = models.JSONField()
    """The cases that it changed, with their versions afterwards."""
    made = models.JSONField()
    """The ids of what it made."""
    at = models.DateTimeField(auto_now_add=True)
