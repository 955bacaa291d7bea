"""Accounts, the roles they hold, who stands in for whom, and who must keep away from what."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Account(AbstractBaseUser):
    """Somebody who can sign in. What they may do follows from their mandates alone."""

    id = models.CharField(primary_key=True, max_length=64)
    called = models.CharField(max_length=200)
    register = models.CharField(max_length=100, default="", blank=True)
    """For an asylum officer: the register they belong to."""
    active = models.BooleanField(default=True)
    person = models.CharField(max_length=64, unique=True, null=True)
    """Whose it is: a keyed hash of the number of their document. One human has one account, so that
    whatever compares accounts compares humans."""

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="an_open_account_is_somebodys",
                condition=models.Q(active=False) | models.Q(person__isnull=False),
            ),
        )

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["called"]
    objects = BaseUserManager()

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the account can sign in."""
        return self.active


class Given(models.Model):
    """Something that one person gives and that holds once a second one has confirmed it."""

    given_by = models.CharField(max_length=140, default="")
    """Who gave it, as the record keeps it."""
    confirmed_by = models.CharField(max_length=140, default="")
    """Who confirmed it; while nobody has, it holds for nothing."""

    class Meta:
        abstract = True


class Mandate(Given):
    """A role that an account holds, from a day until a day (that day excluded)."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=32)
    since = models.DateField()
    until = models.DateField(null=True)


class Deputy(Given):
    """Who stands in for an account in one of its roles, while that account is absent."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Account, models.PROTECT, related_name="stands_in_for")
    role = models.CharField(max_length=32)
    since = models.DateField()
    until = models.DateField(null=True)


class Absence(models.Model):
    """Days on which an account's holder is not there."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    since = models.DateField()
    until = models.DateField(null=True)


class Conflict(models.Model):
    """What an account's holder must keep away from: a case, a request or a person, by its id."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="conflicts")
    of = models.CharField(max_length=64)


class ApiKey(Given):
    """A key for another system, in one role of an account. Only its hash is kept.

    One that its holder made in place of another needs nobody else.
    """

    digest = models.CharField(primary_key=True, max_length=64)
    account = models.ForeignKey(Account, models.PROTECT, related_name="keys")
    deputy_of = models.ForeignKey(Account, models.PROTECT, null=True, related_name="deputy_keys")
    """The account in whose place the key acts, if it is a deputy's."""
    role = models.CharField(max_length=32)
    until = models.DateField(null=True)
    revoked = models.BooleanField(default=False)


class Concern(models.Model):
    """What an account may see as its own: a person or a case (the defence), or a call-out."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="own")
    of = models.CharField(max_length=64)


class Look(models.Model):
    """Somebody was reached: one row a person, thing and day, for the budgets.

    The record has it too. `person`: whose it was, the same text wherever the same person was
    identified; where it was nobody's, the case.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="looks")
    sort = models.CharField(max_length=8, default="look")
    at = models.CharField(max_length=160)
    case = models.CharField(max_length=64)
    person = models.CharField(max_length=64, default="")
    day = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["account", "sort", "day"]),)
