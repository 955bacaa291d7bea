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
    erased = models.DateField(null=True)
    """The day on which what its entries say was erased; nothing can be written to it then."""


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
    request_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    title = models.TextField()
    acting = models.CharField(max_length=32)
    on = models.CharField(max_length=64)
    sort_day = models.DateField(default=date.min)
    stage = models.CharField(max_length=32)
    held = models.BooleanField(default=False)
    outcome = models.CharField(max_length=32, default="")
    ruled_version = models.IntegerField(default=-1)
    """The version of the case that `outcome` was found on; another one means: not looked at yet."""
    ruled_rulebook = models.CharField(max_length=64, default="")
    ruled_on = models.DateField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["sort_day", "id"]),
            # A list of requests asks of each whether a measure of it is at a stage: by the request
            # alone, or SQLite looks through everything that is at the stage.
            models.Index(fields=["request_id", "stage"]),
            # What waits at a stage, the latest first: else all that is at it would be sorted.
            models.Index(fields=["stage", "sort_day", "id"]),
            models.Index(fields=["held", "sort_day", "id"]),
        )


class Person(models.Model):
    """A person of a case; `identity` is the same wherever the same person was identified."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="persons")
    identity = models.CharField(max_length=64, default="", db_index=True)
    """A keyed hash of the number in the population register; empty until identified."""


class Content(models.Model):
    """The bytes of an item, sealed (`contents`)."""

    item = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="contents")
    sealed = models.BinaryField()


class Door(models.Model):
    """The number of a clearance, hashed, by which somebody at the door has it checked."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="doors")
    clearance = models.CharField(max_length=64)


class Hold(models.Model):
    """A standstill in one case, for lists and for new cases; reasons stand in the event only."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    on = models.CharField(max_length=16)
    of = models.CharField(max_length=64, db_index=True)
    until = models.CharField(max_length=64, default="")
    by = models.CharField(max_length=32)
    group = models.CharField(max_length=64, default="", db_index=True)
    """The first hold of a standstill that reaches several cases; its own id if it is the first."""
    lifted = models.BooleanField(default=False)


class PeerHold(models.Model):
    """A hold that another node placed, and what it is called here."""

    peer = models.CharField(max_length=100)
    hold = models.CharField(max_length=64)
    """What the other node calls it."""
    case = models.ForeignKey(Case, models.PROTECT, related_name="peer_holds")
    own = models.CharField(max_length=64)
    """Its id in the case."""
    register = models.CharField(max_length=100, default="", blank=True)
    """The register that holds; empty: oversight does."""
    lift_reasons = models.TextField(default="", blank=True)
    """Why the other node lets it end; empty while it does not."""
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["peer", "hold"], name="peer_hold_once"),)


class Deadline(models.Model):
    """Something that has to happen by a day, and who is told if it does not."""

    id = models.CharField(primary_key=True, max_length=160)
    """What it is, whose, so that the same thing has one deadline only."""
    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines")
    what = models.CharField(max_length=48)
    of = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    whose = models.CharField(max_length=100, default="", db_index=True)
    """The register whose opinion it is, the person who can oppose; else empty."""
    due = models.DateField(db_index=True)
    met = models.BooleanField(default=False)
    escalated = models.PositiveIntegerField(default=0)
    """How often somebody was told that it is overdue."""


class Emergency(models.Model):
    """An act that was ordered outside the gate, for the numbers that are published."""

    id = models.CharField(primary_key=True, max_length=64)
    case = models.ForeignKey(Case, models.PROTECT, related_name="emergencies")
    month = models.CharField(max_length=7, db_index=True)
    """In which it was ordered, as in 2019-05."""
    provision = models.CharField(max_length=200, default="")
    """The provision if the settings name it; empty for any other, whose words may name anything."""


class Receipt(models.Model):
    """A command that was carried out under a name its sender gave it (`once`)."""

    id = models.CharField(primary_key=True, max_length=64)
    versions = models.JSONField()
    """The cases that it changed, with their versions afterwards."""
    made = models.JSONField()
    """The ids of what it made."""
    at = models.DateTimeField(auto_now_add=True)


class Notice(models.Model):
    """A role is told that something of a case is overdue. Neutral: it never says whose answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    role = models.CharField(max_length=32, db_index=True)
    deadline = models.CharField(max_length=160)
    text = models.TextField()
    day = models.DateField()
    outside = models.BooleanField(default=False)
    """Whether word of it went outside the gate, to whoever answers for the role (`word`)."""


class Tick(models.Model):
    """When a kind of regular work was last put into the queue."""

    name = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField()
    day = models.DateField()
    """The gate's own day then, which a rehearsal sets."""


class Release(models.Model):
    """A release of the rulebook in the node's folder, by its hash."""

    hash = models.CharField(primary_key=True, max_length=64)
    added = models.DateField()
    active = models.BooleanField(default=False)
    preview = models.JSONField(default=dict)
    """What activating it would change, when that was last looked at (`previews`)."""
    done = models.PositiveIntegerField(default=0)
    """How many cases the preview that is being made has looked at, `of` how many."""
    of = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["active"], condition=models.Q(active=True), name="one_active_rulebook"
            ),
        )


class Erasure(models.Model):
    """Somebody proposes that what a case says be erased; another carries it out."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True)
    signed = models.CharField(max_length=140)
    """Who proposed it, as the record keeps it (`policy/standing.py`)."""
    role = models.CharField(max_length=32, default="overseer")
    """In which role they did."""
    reasons = models.TextField()
    proposed = models.DateField()


class Sample(models.Model):
    """A measure that was drawn by lot for the overseer; one is drawn once."""

    measure = models.CharField(primary_key=True, max_length=64)
    drawn = models.DateField()
    finding = models.CharField(max_length=16, default="")
    """What the review said; empty until there is one."""


class Asked(models.Model):
    """That a register was asked about a person for a request; the answer stands in the record.

    Neither identity nor answer can be read from it: both are keyed hashes, to see a change by.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="asked")
    person = models.CharField(max_length=64)
    request = models.CharField(max_length=64)
    register = models.CharField(max_length=100)
    epoch = models.CharField(max_length=100)
    """The register's epoch before it answered; empty: it has to be asked again."""
    asked_as = models.CharField(max_length=64)
    said = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case", "person", "request", "register"], name="asked_once"
            ),
        )
        indexes = (models.Index(fields=["register", "epoch"]),)
