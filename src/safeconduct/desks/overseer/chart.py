"""Numbers as bars, drawn here as SVG: no script, no style, and a table always stands beside it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_NAME, _LONG, _STEP, _HIGH, _END = 270, 320, 30, 18, 170
"""In the picture's own units: for names, the longest bar, from bar to bar, its height, its end."""


def bars(
    which: str, title: str, says: str, rows: Sequence[tuple[str, int | None]], few: str
) -> SafeString:
    """A bar a row. `which`: an id on the page; `few`: what stands where no number is told."""
    most = max((n for _, n in rows if n is not None), default=0) or 1
    drawn = [
        (
            number * _STEP + 15, name, _NAME, number * _STEP + 2,
            round(_LONG * n / most) if n else 0, _HIGH, "#1b4965",
            _NAME + 6 + (round(_LONG * n / most) if n else 0), number * _STEP + 15,
            few if n is None else str(n),
        )
        for number, (name, n) in enumerate(rows)
    ]  # fmt: skip
    inside = format_html_join(
        "",
        '<text x="0" y="{}" font-size="14" fill="#16212b">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"></rect>'
        '<text x="{}" y="{}" font-size="14" fill="#16212b">{}</text>',
        drawn,
    )
    return format_html(
        '<svg class="chart" role="img" aria-labelledby="{0}-title {0}-says" viewBox="0 0 {1} {2}" '
        'width="{1}" height="{2}" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{0}-title">{3}</title><desc id="{0}-says">{4}</desc>{5}</svg>',
        which, _NAME + _LONG + _END, max(len(rows), 1) * _STEP, title, says, inside,
    )  # fmt: skip
