"""The pinned fonts. No others are used, so that a paper is the same on every machine."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import typst

WHEELS = ("manimgx_fonts", "manimgx_fonts_cjk")
"""Packages that hold nothing but Noto fonts; `docs/dependencies.md` says why these."""

FAMILIES = (
    "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Armenian",
    "Noto Sans Georgian", "Noto Sans Devanagari", "Noto Sans Thai", "Noto Sans CJK SC",
    "Noto Sans Bengali", "Noto Sans Ethiopic", "Noto Sans Gujarati", "Noto Sans Gurmukhi",
    "Noto Sans Kannada", "Noto Sans Khmer", "Noto Sans Lao", "Noto Sans Malayalam",
    "Noto Sans Myanmar", "Noto Sans Oriya", "Noto Sans Sinhala", "Noto Sans Tamil",
    "Noto Sans Telugu", "Noto Sans Symbols", "Noto Emoji",
)  # fmt: skip
"""In this order a font is looked for that has a character."""


class NoFonts(RuntimeError):
    """A font package is not installed."""


@cache
def pinned() -> typst.Fonts:
    """The fonts of the wheels, without those of the system and of Typst itself."""
    import typst  # noqa: PLC0415

    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[folder for name in WHEELS for folder in _folders(name)],
    )


def _folders(package: str) -> list[str]:
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise NoFonts(f"the package {package.replace('_', '-')}, which holds fonts, is missing")
    return list(found.submodule_search_locations)
