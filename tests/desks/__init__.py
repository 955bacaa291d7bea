"""Tests of the pages. Django is set up as for the tests of the gate."""

from tests import gate

__all__ = ["gate"]
