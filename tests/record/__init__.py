"""Tests of the record that nobody can quietly change."""
