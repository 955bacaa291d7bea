"""Tests of the only way out."""
