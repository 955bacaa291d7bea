"""Draws what a view tells, by the width of slots."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

from bench.inference.views import Told

COLOURS = ("#0072b2", "#d55e00", "#009e73")
"""Colours that colour-blind readers can tell apart (Okabe and Ito)."""


def draw(
    found: Mapping[tuple[float, int], Told], by_class: Mapping[float, Told], path: Path
) -> None:
    """The mean and the largest advantage against the width, a line for each base rate."""
    figure, (mean, most) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    widths = sorted({days for _, days in found})
    for colour, base in zip(COLOURS, sorted(by_class), strict=True):
        label = f"{base:.0%} protected"
        for axes, values, floor in (
            (mean, [found[base, d].expected for d in widths], by_class[base].expected),
            (most, [found[base, d].largest_common for d in widths], by_class[base].largest_common),
        ):
            axes.plot(widths, values, "o-", color=colour, label=label)
            axes.axhline(floor, color=colour, linestyle=":", linewidth=1)
    mean.set(title="Mean of |P(protected | view) − P(protected | request)|")
    most.set(title="Largest, over views of at least 1 request in 1,000")
    for axes in (mean, most):
        axes.set(xlabel="days between two slots (dotted: the class alone)", ylim=(0, None))
        axes.set_xticks(widths)
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize=8)
    figure.savefig(path, dpi=120)
    plt.close(figure)
