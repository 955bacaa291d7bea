"""Draws how many answers ordinary measures took."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

from bench.docket.figures import BUDGET, Outcome

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Colours that colour-blind readers can tell apart (Okabe and Ito)."""


def draw(outcomes: Sequence[Outcome], path: Path) -> None:
    """Answers a measure, stacked by kind; what did not open is hatched."""
    courses = [course for outcome in outcomes for course in outcome.courses]
    kinds = sorted({course.kind for course in courses})
    opened = [
        [c.asked for c in courses if c.kind == kind and c.outcome == "no-bar-found"]
        for kind in kinds
    ]
    shut = [c.asked for c in courses if c.outcome != "no-bar-found"]
    most = max((c.asked for c in courses), default=0)
    figure, axes = plt.subplots(figsize=(8, 4), layout="constrained")
    bins = [n - 0.5 for n in range(max(most, BUDGET) + 2)]
    colours = [*COLOURS[: len(kinds)], "#bbbbbb"]
    labels = [*kinds, "did not open"]
    axes.hist([*opened, shut], bins, stacked=True, color=colours, label=labels, rwidth=0.9)
    axes.axvline(BUDGET + 0.5, color="black", linestyle="--", linewidth=1)
    axes.annotate(f"budget: {BUDGET}", (BUDGET + 0.6, axes.get_ylim()[1] * 0.95), fontsize=8)
    axes.set_xticks(range(0, max(most, BUDGET) + 2, 2))
    axes.set(xlabel="answers until no bar was found", ylabel="measures")
    axes.legend(fontsize=8)
    figure.savefig(path, dpi=120)
    plt.close(figure)
