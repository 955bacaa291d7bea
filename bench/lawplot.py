"""Draws the comparison of the engine with clingo."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt

from bench.lawruns import Comparison

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9")
"""Colours that colour-blind readers can tell apart (Okabe and Ito)."""


def draw(rows: list[Comparison], path: Path) -> None:
    """Times and their ratio against the number of persons, one line for each number of norms."""
    figure, (times, ratios) = plt.subplots(1, 2, figsize=(11, 4.5), layout="constrained")
    for colour, norms in zip(COLOURS, sorted({row.sizes.norms for row in rows}), strict=False):
        mine = sorted((r for r in rows if r.sizes.norms == norms), key=lambda r: r.sizes.persons)
        persons = [row.sizes.persons for row in mine]
        times.plot(persons, [r.engine for r in mine], "o-", color=colour, label=f"engine, {norms}")
        done = [row for row in mine if not row.capped]
        persons = [row.sizes.persons for row in done]
        times.plot(persons, [r.clingo for r in done], "s--", color=colour, label=f"clingo, {norms}")
        ratios.plot(persons, [r.ratio for r in done], "o-", color=colour, label=f"{norms} norms")
        # Where clingo was stopped, its time is a lower bound: a hollow arrow outside the lines.
        for row in mine:
            if row.capped:
                hollow = {"marker": "^", "markersize": 9, "mfc": "none", "color": colour}
                times.plot([row.sizes.persons], [row.clingo], **hollow)
                ratios.plot([row.sizes.persons], [row.ratio], **hollow)
    times.set(title="Verdict and relevant questions (△: stopped)", ylabel="seconds", yscale="log")
    ratios.set(
        title="How many times longer clingo takes (△: at least)",
        ylabel="clingo / engine",
        yscale="log",
    )
    for axes in (times, ratios):
        axes.set_xlabel("persons, nearly everything about them unknown")
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize=8)
    figure.savefig(path, dpi=150)
    plt.close(figure)
