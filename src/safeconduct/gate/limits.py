"""How many bytes items may have. Imports nothing, as settings need it before all else is there."""

from __future__ import annotations

MOST = 15 * 1024 * 1024
"""The most bytes of an item: telephones make photographs of three to eight megabytes."""
MOST_OF_A_CASE = 2 * 1024 * 1024 * 1024
"""The most bytes of all items of a case together: a disk is shared by all cases."""
