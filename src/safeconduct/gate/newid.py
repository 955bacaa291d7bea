"""New ids, with this computer's clock and randomness."""

from __future__ import annotations

from safeconduct.record.newid import fresh

__all__ = ["fresh"]
